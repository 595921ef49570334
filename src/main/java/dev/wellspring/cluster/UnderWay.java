package dev.wellspring.cluster;

import dev.wellspring.hub.Update;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This node's updates that are on their way to Redis and back. What comes back is a copy, and in its place the hub gets the
 * very update that was published here: by that it knows how long the way has taken. Safe for use by any thread.
 */
final class UnderWay {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Update, ArrayDeque<Update>> updates = new HashMap<>(); // guarded by lock

    void add(List<Update> sent) {
        lock.lock();
        try {
            sent.forEach(update ->
                    updates.computeIfAbsent(update, _ -> new ArrayDeque<>(1)).add(update));
        } finally {
            lock.unlock();
        }
    }

    /** The update that this is a copy of, no more under way; the copy itself if it was published elsewhere. */
    Update original(Update copy) {
        lock.lock();
        try {
            ArrayDeque<Update> equal = updates.get(copy);
            if (equal == null) {
                return copy;
            }
            Update original = equal.remove();
            if (equal.isEmpty()) {
                updates.remove(copy);
            }
            return original;
        } finally {
            lock.unlock();
        }
    }

    /** These do not come back, or have done so. */
    @SuppressWarnings("ReferenceEquality") // this one, not one like it
    void remove(List<Update> over) {
        lock.lock();
        try {
            for (Update update : over) {
                ArrayDeque<Update> equal = updates.get(update);
                if (equal != null && equal.removeIf(one -> one == update) && equal.isEmpty()) {
                    updates.remove(update);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
