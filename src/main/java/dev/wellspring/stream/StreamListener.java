package dev.wellspring.stream;

/**
 * Told of streams that open and end: the port to whoever counts them or writes them down. Called on the threads that noticed,
 * which must not be held up. Every method does nothing unless it is overridden.
 */
public interface StreamListener {

    /** Nobody. */
    StreamListener NONE = new StreamListener() {};

    /**
     * A stream opens.
     *
     * @param connection its number, which no other stream of this application has
     * @param remote the client's address, as the container has it
     */
    default void opened(long connection, String remote) {}

    /** A stream that had opened is over. */
    default void ended(long connection, StreamEnd why) {}
}
