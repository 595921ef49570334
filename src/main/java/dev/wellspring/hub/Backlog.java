package dev.wellspring.hub;

import org.jspecify.annotations.Nullable;

/*
 * A backlog is a place in the chain of an audience, and all that follows it there. Only where it outgrew its bound there is
 * something before that place as well:
 *
 *   what is left (word of a gap, the newest of each topic) ──▶ the chain, from the position on
 *
 * The position is moved by whoever polls, when the client has room, and by the courier, when the subscriber would rather
 * miss something than be ended.
 *
 * A history may reach further than the place where its subscription joined, and then the chain repeats its end. So whoever
 * asks says up to which place of the log the client has everything, or will have it; that is skipped, and does not count.
 */

/**
 * What waits, live, for one subscription; nothing before it joins its audience.
 *
 * <p>Used under the monitor of its subscription; {@link #bytes} by any thread.
 */
final class Backlog {

    private final WhenSlow whenSlow;
    private final HubListener listener;

    private volatile @Nullable Share share;

    /** The last link that was sent or given up. */
    private volatile @Nullable Link position;

    private @Nullable Remainder remainder;

    Backlog(WhenSlow whenSlow, HubListener listener) {
        this.whenSlow = whenSlow;
        this.listener = listener;
    }

    /** From this link on the subscription is live. Needs no monitor: called once, before anything is told. */
    void begin(Share joined, Link from) {
        share = joined;
        position = from;
    }

    /** Where its subscription stands in its audience; null before it joined. */
    @Nullable Share share() {
        return share;
    }

    /** How many updates the client will miss and was not told about; it is told before the next frame. */
    long takeDropped() {
        Remainder left = remainder;
        return left == null ? 0 : left.takeDropped();
    }

    /**
     * Takes out what the client gets next; null if nothing waits.
     *
     * @param known the place of the log up to which the client gets everything from the history
     */
    @Nullable Frame poll(long known) {
        Remainder left = remainder;
        if (left != null) {
            Frame kept = left.poll();
            if (kept != null) {
                return kept;
            }
            remainder = null;
        }
        return pollChain(known);
    }

    private @Nullable Frame pollChain(long known) {
        Link link = position;
        while (link != null && (link = link.next()) != null) {
            position = link;
            if (link.sequence() > known) {
                return link.frame();
            }
        }
        return null;
    }

    /**
     * How many bytes of the chain wait.
     *
     * @param known the place of the log up to which the client gets everything from the history
     */
    long bytes(long known) {
        Share joined = share;
        Link sent = position;
        return joined == null || sent == null
                ? 0
                : sent.upTo(known).backlogUpTo(joined.audience().tail());
    }

    /**
     * Does what was agreed on for a backlog that outgrows its bound.
     *
     * @return whether it is within the bound now; the subscription has to end if not
     */
    boolean relieve(long limit, long known) {
        return switch (whenSlow) {
            case DISCONNECT -> bytes(known) <= limit;
            case CONFLATE -> conflate(known) <= limit;
            case DROP_OLDEST -> {
                dropOldest(limit / 2, known);
                yield true;
            }
        };
    }

    /** Takes everything out of the chain and keeps the newest of each topic; returns its bytes. */
    private long conflate(long known) {
        Remainder left = remainder();
        long outOfDate = 0;
        for (Frame next = pollChain(known); next != null; next = pollChain(known)) {
            outOfDate += left.keep(next) ? 1 : 0;
        }
        tell(outOfDate);
        return left.bytes();
    }

    /** Takes out of the chain what is more than this. */
    private void dropOldest(long most, long known) {
        long updates = 0;
        while (bytes(known) > most && pollChain(known) != null) {
            updates++;
        }
        remainder().drop(updates);
        tell(updates);
    }

    private Remainder remainder() {
        Remainder left = remainder;
        if (left == null) {
            left = new Remainder();
            remainder = left;
        }
        return left;
    }

    private void tell(long dropped) {
        if (dropped > 0) {
            listener.dropped(whenSlow, dropped);
        }
    }
}
