package dev.wellspring.stream;

import java.util.concurrent.CompletionStage;

/**
 * An open response as producers of encoded events see it: they offer bytes, or let the stream pull them.
 *
 * <p>It is small, and refers to nothing of the request that opened it. All methods are safe for use by any thread, and
 * none waits for the client.
 */
public sealed interface EventStream permits Outbox {

    /** Sends a whole encoded event before anything that is pulled; false if the stream is closed. */
    boolean offer(byte[] event);

    /** Pulls from this source whenever the client has room. Called once. */
    void pull(EventSource source);

    /** The source has something: the stream pulls it now, if the client has room. */
    void ready();

    /** Takes nothing more, and ends the response when everything taken is out. */
    void end(StreamEnd why);

    /** Whether the stream is over, or will be as soon as everything taken is out. */
    boolean isClosed();

    /** When bytes last went out, by {@link System#nanoTime}; when the stream was made, if none did. */
    long lastWriteNanos();

    /** Completes when the stream is over, with the reason, on the thread that noticed. */
    CompletionStage<StreamEnd> ended();
}
