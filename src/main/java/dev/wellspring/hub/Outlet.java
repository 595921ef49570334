package dev.wellspring.hub;

/**
 * Where the frames of a subscription go: the port to whoever carries them to a client.
 *
 * <p>All methods are called by threads of the hub, which go on to the next subscription at once: they never block.
 */
public interface Outlet {

    /** There is something to {@link Subscription#poll}. May be called when there is nothing, and at any time. */
    void ready();

    /**
     * Updates for a slow client were dropped: what it is to be told, as an encoded event, in their place.
     *
     * @param dropped how many, at least 1
     */
    byte[] gap(long dropped);

    /** Nothing more will come. Called at most once. */
    void end(Ending why);

    /** Why the hub ends a subscription. */
    enum Ending {
        /** Its backlog outgrew the bound. The client continues from the last id it has. */
        TOO_SLOW,
        /** What it was to read next is gone: retention was faster than the client, or than the hub while the log was away. */
        DISCARDED,
        /** What it asked for cannot be read from the log now. */
        LOG_UNAVAILABLE,
        /** The hub is closing. */
        CLOSING
    }
}
