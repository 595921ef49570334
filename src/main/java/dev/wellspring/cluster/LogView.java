package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the log: what it has been told last, by whatever was asked. The log itself may be ahead. Safe for
 * use by any thread.
 */
final class LogView {

    private static final long PAGE_BYTES = 1L << 20;
    private static final int LEAST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Standing standing; // written under lock
    private volatile @Nullable Standing firstStanding; // written under lock
    private volatile @Nullable Life life;
    private volatile long horizon = EventLog.START; // written under lock
    private volatile long seen = EventLog.START; // written under lock

    /** How the log stood last; null if it was never reached. */
    @Nullable Standing standing() {
        return standing;
    }

    /**
     * How the log stood when it was first reached, before this node has appended anything; null if it never was. All that
     * is appended afterwards is told to whoever listens.
     */
    @Nullable Standing firstStanding() {
        return firstStanding;
    }

    /** The largest place that this node has heard of, in any life of the log. */
    long seen() {
        return seen;
    }

    /** The largest place that this node knows to be discarded. */
    long horizon() {
        return horizon;
    }

    /** The life of this epoch, which is made anew only if it is not the one we know. */
    Life life(String epoch, byte[] secret) {
        long number;
        try {
            number = Long.parseUnsignedLong(epoch);
        } catch (NumberFormatException e) {
            throw new UnexpectedReply();
        }
        Life known = life;
        if (known == null || known.epoch() != number) {
            known = Life.of(number, secret);
            life = known;
        }
        return known;
    }

    /** The life of this epoch if it is the one we know. */
    @Nullable Life life(long epoch) {
        Life known = life;
        return known != null && known.epoch() == epoch ? known : null;
    }

    /** How many updates make a page of a bounded size, as far as their average tells, but at most so many. */
    int pageUpTo(int limit) {
        Standing known = standing;
        long average = known == null || known.count() == 0 ? PAGE_BYTES / LEAST : known.bytes() / known.count();
        return (int) Math.min(limit, Math.max(LEAST, PAGE_BYTES / Math.max(1, average)));
    }

    void learn(Standing news) {
        lock.lock();
        try {
            Standing old = standing;
            firstStanding = old == null ? news : firstStanding;
            // Answers of several connections may overtake each other.
            if (old == null || news.last() >= old.last() || !news.life().equals(old.life())) {
                standing = news;
            }
            learnHorizon(news.horizon());
            seen = Math.max(seen, news.last());
        } finally {
            lock.unlock();
        }
    }

    void learnHorizon(long place) {
        lock.lock();
        try {
            horizon = Math.max(horizon, place);
        } finally {
            lock.unlock();
        }
    }

    /** What the tail has brought. */
    void learn(List<Entry> entries) {
        lock.lock();
        try {
            Standing next = standing;
            for (Entry entry : entries) {
                if (next != null
                        && entry.place() > next.last()
                        && entry.epoch() == next.life().epoch()) {
                    next = next.with(entry);
                }
                seen = Math.max(seen, entry.place());
            }
            standing = next;
        } finally {
            lock.unlock();
        }
    }
}
