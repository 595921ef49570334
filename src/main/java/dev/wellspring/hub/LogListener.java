package dev.wellspring.hub;

/**
 * Told what a log does: the port to whoever counts it. Called on the log's own threads, which must not be held up. Every
 * method does nothing unless it is overridden.
 */
public interface LogListener {

    /** Nobody. */
    LogListener NONE = new LogListener() {};

    /**
     * Updates were kept, together.
     *
     * @param nanos how long the store took for it
     */
    default void committed(int updates, long nanos) {}

    /** Updates were not kept: the store failed, or more waited than the log accepts. */
    default void refused(int updates) {}
}
