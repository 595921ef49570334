package dev.wellspring.stream;

import jakarta.ws.rs.sse.SseEventSink;

/**
 * A response that is about to become a stream: what can be said until the resource method returns.
 *
 * <p>For use by the request thread alone.
 */
public sealed interface StreamOpening permits StreamSink {

    /**
     * The stream that the sink which Jakarta REST has injected is about to open.
     *
     * @throws IllegalArgumentException if the sink is not one of this application
     */
    static StreamOpening of(SseEventSink sink) {
        if (sink instanceof StreamOpening opening) {
            return opening;
        }
        throw new IllegalArgumentException("Only the sinks that Jakarta REST injects here are streams.");
    }

    /** Adds a header to the response. */
    void header(String name, String value);

    /**
     * Counts the stream for the holder of a token. Called once.
     *
     * @throws TooManyStreams if the holder has too many; the stream does not open
     */
    void countFor(String holder);

    /**
     * Lets the connection be handed over, should the container allow it: the stream then costs a fraction of a request,
     * and the connection ends with it.
     */
    void preferNative();

    /** What goes on when the request is over. */
    EventStream stream();
}
