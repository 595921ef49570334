package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the tail has told, and whether it is worth waiting for it to tell more: not if nobody is told, its connection is
 * down, or it is closed. The tail's thread says so; any thread may wait.
 */
final class TailProgress implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long place = EventLog.START; // everything up to it was told; guarded by lock
    private boolean reading; // guarded by lock
    private boolean closed; // guarded by lock

    /** The place of what was told last. */
    long place() {
        lock.lock();
        try {
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Everything up to this place was told, or is not to be. */
    void told(long last) {
        lock.lock();
        try {
            place = last;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a connection that brings more, or about to be one. */
    void reading(boolean now) {
        lock.lock();
        try {
            reading = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this place was told; not if nobody is told, the connection is down, or time is over. */
    void awaitTold(long last, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (reading && !closed && place < last && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, or until it is closed. */
    void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /** Nobody is told any more, and nobody waits. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
