package dev.wellspring.history;

import java.time.Duration;

/*
 * In a transaction that is synced, the next place is simply what follows. One that is not may be undone by a power cut
 * after clients have seen its updates, and its places must not go to others. So before places are given away without a
 * sync, a block of them is set aside with one: the database says that after a crash, places continue behind the block.
 */

/** Which transactions wait for the disk. Used by one thread. */
final class SyncPlan {

    private static final long BLOCK = 100_000;

    private final Durability durability;
    private final long dueNanos;

    private long setAside; // places below this one may be given away without a sync
    private boolean unsynced;
    private long synced = System.nanoTime();

    SyncPlan(Durability durability, Duration interval) {
        this.durability = durability;
        // The writer looks every quarter of the interval, so nothing waits for longer than three quarters of it.
        this.dueNanos = interval.toNanos() / 2;
    }

    /** Whether the transaction has to be synced after which this is the next place. */
    boolean mustSync(long next) {
        return durability == Durability.ALWAYS || next > setAside || isTimeOver();
    }

    /** Whether something waits for a sync, and has waited for long enough. */
    boolean isSyncDue() {
        return unsynced && isTimeOver();
    }

    private boolean isTimeOver() {
        return System.nanoTime() - synced >= dueNanos;
    }

    /** Where places go on after a crash, if this transaction is the last that is left. */
    long nextAfterCrash(long next, boolean sync) {
        return Math.max(next, sync ? endOfBlock(next) : setAside);
    }

    void committed(long next, boolean sync) {
        unsynced = !sync;
        if (sync) {
            setAside = endOfBlock(next);
            synced = System.nanoTime();
        }
    }

    private long endOfBlock(long next) {
        return durability == Durability.ALWAYS ? next : next + BLOCK;
    }
}
