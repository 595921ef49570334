package dev.wellspring.hub;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/*
 * Where a subscription's next event comes from, in this order:
 *
 *   history (Replay, until it is over) ──▶ what waits live (Backlog), up to the tail of the audience's chain
 *
 * Whoever has room for an event polls, and the courier bounds the backlog; both under this object's monitor. Nothing else
 * is called while it is held but the history, which does not wait.
 */

/**
 * One client's place in what its audience gets: history first if it asked for some, then live, without gap or
 * duplicate.
 *
 * <p>{@link #poll} is called by one thread at a time, the one that writes to the client; everything else by any thread.
 */
public final class Subscription implements AutoCloseable {

    /** After so many events the listener is told, should the client never have caught up before. */
    private static final int REPORTED_AT_MOST = 256;

    private final Dispatcher dispatcher;
    private final Selection selection;
    private final Backlog backlog; // guarded by this, except for its size
    private final Outlet outlet;
    private final ResumePoint resumePoint;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** History still to be sent; null when the subscription is live. */
    private volatile @Nullable Replay replay;

    /** The place up to which the client got everything from the history. */
    private volatile long replayed = EventLog.START;

    /** How many events were polled since the listener was told. Guarded by this. */
    private int unreported;

    /** When the oldest live one of them was accepted. Guarded by this. */
    private long oldestAccepted = Acceptances.UNKNOWN;

    /** Where in its share it stands; used by the share. */
    private int slot;

    Subscription(
            Dispatcher dispatcher, Selection selection, WhenSlow whenSlow, Outlet outlet, ResumePoint resumePoint) {
        this.dispatcher = dispatcher;
        this.selection = selection;
        this.backlog = new Backlog(whenSlow, dispatcher.listener());
        this.outlet = outlet;
        this.resumePoint = resumePoint;
    }

    /** What of the history the client gets, to be told before the first event. */
    public ResumePoint resumePoint() {
        return resumePoint;
    }

    /**
     * The next whole event for the client, or null if there is none now; the outlet is told when there is.
     *
     * @return bytes shared with other subscriptions: never write to them
     */
    public synchronized byte @Nullable [] poll() {
        byte[] next = next();
        if (next != null) {
            unreported++;
        }
        if (unreported == REPORTED_AT_MOST || next == null) {
            report();
        }
        return next;
    }

    /** One word for a whole batch: the client has everything, and the write is what follows. */
    private synchronized void report() {
        if (unreported > 0) {
            long accepted = oldestAccepted;
            dispatcher
                    .listener()
                    .delivered(unreported, accepted == Acceptances.UNKNOWN ? -1 : System.nanoTime() - accepted);
            unreported = 0;
            oldestAccepted = Acceptances.UNKNOWN;
        }
    }

    private byte @Nullable [] next() {
        Replay history = replay;
        if (history != null) {
            byte[] event = history.poll();
            if (event != null || !history.isOver()) {
                return event;
            }
            replayed = history.lastPlace();
            replay = null;
        }
        long dropped = backlog.takeDropped();
        if (dropped > 0) {
            return outlet.gap(dropped);
        }
        Frame next = backlog.poll(known());
        if (next == null) {
            return null;
        }
        if (oldestAccepted == Acceptances.UNKNOWN) {
            oldestAccepted = next.accepted();
        }
        return next.bytes();
    }

    /** The place up to which the history has what the chain may repeat; it moves no more once there is a chain. */
    private long known() {
        Replay history = replay;
        return history == null ? replayed : history.lastPlace();
    }

    /** How many bytes of live events wait for the client. */
    public long backlog() {
        return backlog.bytes(known());
    }

    /** Does what was agreed on if the backlog outgrows this bound. Called by the courier. */
    void boundBacklog(long limit) {
        // Not ended under the monitor: that takes the dispatcher's lock, under which others come here.
        if (backlog() > limit && !relieve(limit)) {
            end(Outlet.Ending.TOO_SLOW);
        }
    }

    private synchronized boolean relieve(long limit) {
        return backlog.relieve(limit, known());
    }

    Selection selection() {
        return selection;
    }

    Outlet outlet() {
        return outlet;
    }

    void replay(Replay history) {
        replay = history;
    }

    /** Called under the dispatcher's lock: from this link on the subscription is live. */
    void joined(Share joinedShare, Link from) {
        backlog.begin(joinedShare, from);
    }

    @Nullable Share share() {
        return backlog.share();
    }

    int slot() {
        return slot;
    }

    void takeSlot(int taken) {
        slot = taken;
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Ends the subscription from the hub's side. */
    void end(Outlet.Ending why) {
        if (ended.compareAndSet(false, true)) {
            dispatcher.listener().ended(why);
            leave();
            outlet.end(why);
        }
    }

    /** The client is gone: nothing is kept for it any more. May be called more than once. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            leave();
        }
    }

    private void leave() {
        dispatcher.leave(this);
        report();
        dispatcher.listener().unsubscribed();
    }
}
