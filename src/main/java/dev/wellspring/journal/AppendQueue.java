package dev.wellspring.journal;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The updates that wait to be kept, in the order in which they came. Bounded: what was accepted and not yet answered
 * counts. Safe for use by any thread.
 */
final class AppendQueue {

    /** An update, and the future its publisher waits for. */
    record Pending(Update update, long bytes, CompletableFuture<LoggedUpdate> answer) {
        Pending(Update update) {
            this(update, Footprint.of(update), new CompletableFuture<>());
        }
    }

    private final AppendLimits limits;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>(); // guarded by lock
    private int unanswered; // guarded by lock
    private long unansweredBytes; // guarded by lock
    private boolean closed; // guarded by lock

    AppendQueue(AppendLimits limits) {
        this.limits = limits;
    }

    /** @throws LogUnavailable if the queue is full or closed */
    void add(Pending pending) {
        lock.lock();
        try {
            if (closed) {
                throw new LogUnavailable("The log is closed.");
            }
            if (unanswered > 0
                    && (unanswered >= limits.updates() || unansweredBytes + pending.bytes() > limits.bytes())) {
                throw new LogUnavailable("The log is busy: " + unanswered + " updates wait to be kept.");
            }
            waiting.add(pending);
            unanswered++;
            unansweredBytes += pending.bytes();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that wait, up to a portion but at least one. Empty if nothing comes within the time, or the queue is closed and empty. */
    List<Pending> take(Duration atMost, AppendLimits portion) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<Pending> taken = new ArrayList<>(Math.min(waiting.size(), portion.updates()));
            long room = portion.bytes();
            while (!waiting.isEmpty()
                    && (taken.isEmpty()
                            || (taken.size() < portion.updates()
                                    && waiting.peek().bytes() <= room))) {
                Pending next = waiting.remove();
                room -= next.bytes();
                taken.add(next);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Makes room: these were answered. */
    void answered(List<Pending> batch) {
        lock.lock();
        try {
            unanswered -= batch.size();
            for (Pending pending : batch) {
                unansweredBytes -= pending.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Accepts nothing more. What waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosedAndEmpty() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
