package dev.wellspring.stream;

import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletionStage;

/**
 * An open response as producers of encoded events see it: they offer bytes, or let the stream pull them.
 *
 * <p>All methods are safe for use by any thread, and none waits for the client.
 */
public sealed interface EventStream permits StreamSink {

    /**
     * The stream behind a sink that Jakarta REST has injected.
     *
     * @throws IllegalArgumentException if the sink is not one of this application
     */
    static EventStream of(SseEventSink sink) {
        if (sink instanceof EventStream stream) {
            return stream;
        }
        throw new IllegalArgumentException("Only the sinks that Jakarta REST injects here are streams.");
    }

    /** Adds a header to the response. Takes effect until the resource method returns or something is sent. */
    void header(String name, String value);

    /**
     * Counts the stream for the holder of a token. Called once, before the resource method returns.
     *
     * @throws TooManyStreams if the holder has too many; the stream does not open
     */
    void countFor(String holder);

    /** Sends a whole encoded event before anything that is pulled; false if the stream is closed. */
    boolean offer(byte[] event);

    /** Pulls from this source whenever the client has room. Called once, before the resource method returns. */
    void pull(EventSource source);

    /** The source has something: the stream pulls it now, if the client has room. */
    void ready();

    /** Takes nothing more, and ends the response when everything taken is out. */
    void end(StreamEnd why);

    /** When bytes last went out, by {@link System#nanoTime}; when the stream was made, if none did. */
    long lastWriteNanos();

    /** Completes when the stream is over, with the reason, on the thread that noticed. */
    CompletionStage<StreamEnd> ended();
}
