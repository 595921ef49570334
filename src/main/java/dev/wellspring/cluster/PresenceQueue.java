package dev.wellspring.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written of this node's subscribers, in order. Whoever leaves before it was written is forgotten, so however long
 * nothing can be written, there is at most one change for each subscriber that is or was written.
 *
 * <p>Any thread adds; one thread takes, and says what became of what it took before it takes more.
 */
final class PresenceQueue {

    /**
     * A subscriber that comes or leaves.
     *
     * @param subscriptions what it has entered with; null if it leaves
     * @param written completes when others see it
     */
    record Change(String subscriber, @Nullable String subscriptions, CompletableFuture<Void> written) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Change> waiting = new LinkedHashMap<>(); // by subscriber; guarded by lock
    private final Map<String, Change> taken = new LinkedHashMap<>(); // guarded by lock
    private final Set<String> present = new HashSet<>(); // what was written and has not left; guarded by lock
    private boolean closed; // guarded by lock

    /** Adds a subscriber. */
    CompletableFuture<Void> enter(String subscriber, String subscriptions) {
        return add(new Change(subscriber, subscriptions, new CompletableFuture<>()));
    }

    /** Adds the departure of a subscriber. */
    CompletableFuture<Void> leave(String subscriber) {
        Change unwritten;
        Change departure = new Change(subscriber, null, new CompletableFuture<>());
        lock.lock();
        try {
            unwritten = waiting.remove(subscriber);
            if (unwritten == null && (present.contains(subscriber) || taken.containsKey(subscriber))) {
                return add(departure);
            }
        } finally {
            lock.unlock();
        }
        if (unwritten != null) {
            unwritten.written().cancel(false);
        }
        departure.written().cancel(false);
        return departure.written();
    }

    private CompletableFuture<Void> add(Change change) {
        lock.lock();
        try {
            if (closed) {
                change.written().cancel(false);
            } else {
                waiting.put(change.subscriber(), change);
                changed.signalAll();
            }
            return change.written();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest changes. Waits until there are some, for so long at most, or until the queue is closed. */
    List<Change> take(int most, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Change> batch = waiting.values().stream().limit(most).toList();
            for (Change change : batch) {
                waiting.remove(change.subscriber());
                taken.put(change.subscriber(), change);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken was written. */
    void written() {
        List<Change> done;
        lock.lock();
        try {
            done = List.copyOf(taken.values());
            taken.clear();
            for (Change change : done) {
                if (change.subscriptions() == null) {
                    present.remove(change.subscriber());
                } else {
                    present.add(change.subscriber());
                }
            }
        } finally {
            lock.unlock();
        }
        done.forEach(change -> change.written().complete(null));
    }

    /** Nobody knows whether what was taken was written: it is the first to be written again. */
    void unwritten() {
        List<Change> never = new ArrayList<>();
        lock.lock();
        try {
            Map<String, Change> again = new LinkedHashMap<>(taken);
            // Who has left meanwhile has to be removed, as it may have been written; it was announced to nobody.
            waiting.forEach((subscriber, change) -> {
                Change before = again.put(subscriber, change);
                if (before != null) {
                    never.add(before);
                    never.add(change);
                }
            });
            taken.clear();
            waiting.clear();
            waiting.putAll(again);
        } finally {
            lock.unlock();
        }
        never.forEach(change -> change.written().cancel(false));
    }

    /** Nothing is written any more, and nothing of it will be. */
    void forget() {
        List<Change> never = new ArrayList<>();
        lock.lock();
        try {
            never.addAll(taken.values());
            never.addAll(waiting.values());
            taken.clear();
            waiting.clear();
            present.clear();
        } finally {
            lock.unlock();
        }
        never.forEach(change -> change.written().cancel(false));
    }

    /** Waits so long, or until the queue is closed. */
    void pause(long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more in, and lets nobody wait any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
