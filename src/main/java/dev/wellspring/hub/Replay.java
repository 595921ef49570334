package dev.wellspring.hub;

import dev.wellspring.hub.RecentUpdates.Recent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * From history to live without gap or duplicate.
 *
 *   log        ──1──2──3──4──5──6──7──8──9──▶          cursor = 3
 *   pages           [4  5  6][7  8]
 *   join                            ▲ fence = 8: under the dispatcher's lock, the place up to which frames were put
 *                                     into the chains, together with the chain's tail
 *   rest                            (up to the fence; nothing here)
 *   chain                              9 ──▶ …
 *
 * Pages are read while the client takes them, one at a time, so a long history needs the memory of one page and nobody
 * waits for it. Only when a page ends at the head of the log does the subscription join its audience, so the chain does
 * not pile up meanwhile. Joining yields the fence: everything up to it is in the log already and is read from there,
 * everything after it comes through the chain. What the log has beyond the fence already is left to the chain. The log
 * may be ahead of the dispatcher, so that pages reach beyond the fence: then the chain repeats what the pages had, and
 * the subscription skips it, up to the replay's last place.
 *
 * What was dispatched last is in memory (RecentUpdates); a page whose beginning is there comes from there. It ends with what
 * was dispatched, the fence at the latest, so the rules are the same.
 */

/**
 * The history a subscription asked for, page by page.
 *
 * <p>{@link #poll} is called by the thread that writes to the client; pages are read on the executor.
 */
final class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final int PAGE = 256;
    private static final long NOT_JOINED = Long.MAX_VALUE;

    private final EventLog eventLog;
    private final Dispatcher dispatcher;
    private final Executor executor;
    private final Subscription subscription;

    private final ArrayDeque<byte[]> page = new ArrayDeque<>(); // guarded by this
    private boolean loading; // guarded by this
    private boolean over; // guarded by this

    /** Everything up to this place was in a page. Written by the one load under way. */
    private volatile long cursor;

    private long fence = NOT_JOINED; // used by the one load under way

    Replay(EventLog eventLog, Dispatcher dispatcher, Executor executor, Subscription subscription, long cursor) {
        this.eventLog = eventLog;
        this.dispatcher = dispatcher;
        this.executor = executor;
        this.subscription = subscription;
        this.cursor = cursor;
    }

    /** The next event of the history; null if none is at hand, or the history is over. */
    synchronized byte @Nullable [] poll() {
        byte[] next = page.poll();
        if (next == null && !over && !loading) {
            loading = true;
            executor.execute(this::load);
        }
        return next;
    }

    /** Whether everything up to the fence was polled, so that the chain comes next. */
    synchronized boolean isOver() {
        return over && page.isEmpty();
    }

    /** The place in the log up to which the history was read. */
    long lastPlace() {
        return cursor;
    }

    private void load() {
        try {
            boolean found = false;
            while (!found && !subscription.isEnded()) {
                found = loadPage();
            }
        } catch (LogUnavailable e) {
            log.warn("A replay was broken off: {}", e.getMessage());
            subscription.end(Outlet.Ending.LOG_UNAVAILABLE);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            log.error("A replay was broken off.", e);
            subscription.end(Outlet.Ending.LOG_UNAVAILABLE);
        } finally {
            synchronized (this) {
                loading = false;
            }
        }
        subscription.outlet().ready();
    }

    /** Reads one page; returns whether there is something in it for this subscriber, or the history is over. */
    private boolean loadPage() {
        boolean joined = fence != NOT_JOINED;
        List<Recent> updates = cursor >= fence ? List.of() : read();
        if (cursor != EventLog.START && eventLog.discardedUpTo() > cursor) {
            // Better no page than one with a silent gap: the client comes back with the last id it has, and is told.
            subscription.end(Outlet.Ending.DISCARDED);
            return true;
        }
        if (updates.isEmpty() && !joined) {
            fence = dispatcher.join(subscription);
            return false; // what was appended since the page was read comes with the next one
        }
        synchronized (this) {
            boolean end = updates.isEmpty();
            for (Recent recent : updates) {
                LoggedUpdate update = recent.logged();
                if (update.sequence() > fence) {
                    end = true;
                    break;
                }
                cursor = update.sequence();
                if (subscription.selection().admits(update.update())) {
                    page.add(recent.event());
                }
            }
            over = end || cursor >= fence;
            return over || !page.isEmpty();
        }
    }

    /** From memory if everything is there that follows, else from the log. */
    private List<Recent> read() {
        // The earliest update is the earliest that retention has left, whatever memory still has.
        long after = cursor == EventLog.START ? eventLog.discardedUpTo() : cursor;
        List<Recent> recent = dispatcher.recent().after(after, PAGE);
        return recent != null
                ? recent
                : eventLog.readAfter(cursor, PAGE).stream().map(Recent::new).toList();
    }
}
