package dev.wellspring.hub;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in what its audience gets: history first if it asked for some, then live, without gap or
 * duplicate.
 *
 * <p>{@link #poll} is called by one thread at a time, the one that writes to the client; everything else by any thread.
 */
public final class Subscription implements AutoCloseable {

    private final Dispatcher dispatcher;
    private final Selection selection;
    private final Outlet outlet;
    private final ResumePoint resumePoint;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** History still to be sent; null when the subscription is live. */
    private volatile @Nullable Replay replay;

    /** The place up to which the client got everything from the history. Used by the thread that polls. */
    private long replayed = EventLog.START;

    /** What follows is set when the subscription joins its audience. */
    private volatile @Nullable Audience audience;

    private volatile @Nullable Link position;

    Subscription(Dispatcher dispatcher, Selection selection, Outlet outlet, ResumePoint resumePoint) {
        this.dispatcher = dispatcher;
        this.selection = selection;
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
    public byte @Nullable [] poll() {
        Replay history = replay;
        if (history != null) {
            byte[] event = history.poll();
            if (event != null || !history.isOver()) {
                return event;
            }
            replayed = history.lastPlace();
            replay = null;
        }
        Link link = position;
        while (link != null && (link = link.next()) != null) {
            position = link;
            if (link.sequence() > replayed) {
                return link.bytes();
            }
        }
        return null;
    }

    /** How many bytes of live events wait for the client. */
    public long backlog() {
        Audience joined = audience;
        Link sent = position;
        return joined == null || sent == null ? 0 : sent.backlogUpTo(joined.tail());
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
    void joined(Audience joinedAudience, Link from) {
        audience = joinedAudience;
        position = from;
    }

    @Nullable Audience audience() {
        return audience;
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Ends the subscription from the hub's side. */
    void end(Outlet.Ending why) {
        if (ended.compareAndSet(false, true)) {
            dispatcher.leave(this);
            outlet.end(why);
        }
    }

    /** The client is gone: nothing is kept for it any more. May be called more than once. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            dispatcher.leave(this);
        }
    }
}
