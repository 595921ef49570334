package dev.wellspring.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a slow subscription has in place of a backlog that outgrew its bound: how many updates were dropped, and, where it
 * conflates, the newest update of each topic, in the order of the log.
 *
 * <p>Only a subscription that was slow has one. Used under its monitor.
 */
final class Remainder {

    private final Map<String, Frame> newest = new LinkedHashMap<>();
    private long dropped;

    /** Counts updates that the client will not get. */
    void drop(long updates) {
        dropped += updates;
    }

    /** Keeps an update in place of the one of its topic that was kept before; returns whether there was one. */
    boolean keep(Frame frame) {
        // Taken out first, so that the new one stands at the end: what is left keeps the order of the log.
        boolean replaces = newest.remove(frame.topic()) != null;
        newest.put(frame.topic(), frame);
        return replaces;
    }

    /** How many updates were dropped since this was asked last. */
    long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    /** Takes out the oldest of what was kept; null if nothing is left. */
    @Nullable Frame poll() {
        var frames = newest.values().iterator();
        if (!frames.hasNext()) {
            return null;
        }
        Frame oldest = frames.next();
        frames.remove();
        return oldest;
    }

    /** How many bytes were kept. */
    long bytes() {
        return newest.values().stream().mapToLong(frame -> frame.bytes().length).sum();
    }
}
