package dev.wellspring.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All streams this application has open, so that they can be counted and ended together.
 *
 * <p>A stream leaves the set by itself when it is over, whatever the reason. Safe for use by any thread.
 */
public final class OpenStreams {

    private final Set<Outbox> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** How many streams are open now. */
    public int count() {
        return open.size();
    }

    /**
     * Ends every stream in the regular way, now and from now on: clients see a complete response and come back later.
     * Does not wait; a client that has stopped reading is left to the container. May be called more than once.
     */
    public void stop() {
        stopping = true;
        open.forEach(stream -> stream.end(StreamEnd.STOPPED));
    }

    /** Lets go of every stream that is still open, whatever its client has not got yet. */
    public void abandon() {
        open.forEach(stream -> stream.lost(StreamEnd.STOPPED));
    }

    void add(Outbox stream) {
        open.add(stream);
        stream.ended().thenRun(() -> open.remove(stream));
        if (stopping) {
            stream.end(StreamEnd.STOPPED);
        }
    }
}
