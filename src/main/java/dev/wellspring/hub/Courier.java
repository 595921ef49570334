package dev.wellspring.hub;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Between the dispatcher and the sockets.
 *
 *   dispatcher ── call(share) ──▶ [calls] ──▶ courier: round over the share's members ──▶ outlet.ready() ──▶ one write
 *
 * Every subscription belongs to one courier, every courier has a share of each audience's members. A call says only that
 * the chain of an audience has grown. A share that is called again before its round begins is not queued twice: the round
 * finds everything there is, and a subscriber gets it in one write. That is what makes a hub under load cheaper per event
 * instead of slower.
 *
 * The calls are a linked list whose head is exchanged: calling allocates nothing, and only the first call on an empty list
 * wakes the courier. A large audience is visited in portions, so that a small one never waits for the whole of it.
 */

/**
 * A thread that tells its share of all subscribers when there is something for them, and looks after slow ones.
 *
 * <p>Calling is safe for use by any thread and never waits.
 */
final class Courier {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    /** How many members of one audience are visited before the next audience has its turn. */
    static final int PORTION = 256;

    private final long backlogLimit;
    private final AtomicReference<@Nullable Share> calls = new AtomicReference<>(); // the newest first
    private final ArrayDeque<Share> rounds = new ArrayDeque<>(); // used by the thread alone
    private final Thread thread;
    private volatile boolean closed;

    /** @param backlogLimit how many bytes may wait for a subscriber before it counts as slow */
    Courier(int number, long backlogLimit) {
        this.backlogLimit = backlogLimit;
        this.thread = Thread.ofPlatform()
                .name("wellspring-courier-" + number)
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The chain of this share's audience has grown. */
    void call(Share share) {
        if (!share.call()) {
            return;
        }
        Share before;
        do {
            before = calls.get();
            share.nextCalled = before;
        } while (!calls.compareAndSet(before, share));
        if (before == null) {
            LockSupport.unpark(thread);
        }
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // nothing depends on the hint to the scheduler but how much goes into one write
    private void run() {
        while (!closed) {
            takeCalls();
            Share share = rounds.poll();
            if (share == null) {
                LockSupport.park(this);
            } else if (!share.visit(PORTION, this::visit)) {
                // Where processors are few, those who publish come first: what they add meanwhile goes out in the same
                // write, and whom they call is served before this audience goes on.
                Thread.yield();
                takeCalls();
                rounds.add(share);
            }
        }
    }

    private void takeCalls() {
        Share newest = calls.get() == null ? null : calls.getAndSet(null);
        @Nullable Share oldest = null;
        while (newest != null) {
            Share before = newest.nextCalled;
            newest.nextCalled = oldest;
            oldest = newest;
            newest = before;
        }
        while (oldest != null) {
            rounds.add(oldest);
            Share next = oldest.nextCalled;
            oldest.nextCalled = null;
            oldest = next;
        }
    }

    private void visit(Subscription member) {
        try {
            member.outlet().ready();
            member.boundBacklog(backlogLimit);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            giveUp(member, e);
        }
    }

    /** Where memory is out this may fail as well, and the thread goes on for the others all the same. */
    private static void giveUp(Subscription member, Throwable why) {
        try {
            member.end(Outlet.Ending.CLOSING);
            log.error("A subscription failed and is ended.", why);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // It is visited again.
        }
    }

    /** Ends the thread; returns at once. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
