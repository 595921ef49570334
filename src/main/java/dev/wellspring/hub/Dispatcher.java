package dev.wellspring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * From the log to the audiences.
 *
 * The log tells in order what was appended (Arrivals); the dispatcher's thread takes whatever waits there. Under the lock each
 * update is encoded, once, and its frame is put into the chain of every audience that gets it; that is quick, since it
 * concerns audiences, not subscribers. Then the audiences' couriers are called, who tell the members: so a batch of many small
 * updates costs each of them one call and one write.
 *
 * Joining takes the same lock, so a subscriber's place in a chain and the place in the log that it corresponds to (the
 * fence) belong together exactly.
 *
 * If anything goes wrong on the way into the chains, nobody can say who missed what. Then all subscriptions end, and their
 * clients continue from the last id they have, which loses nothing; going on would. The same where the log says that its
 * tail is torn: whoever comes back with its last id is told whether it missed something.
 */

/**
 * Puts logged updates into the chains of the audiences they concern, and calls the couriers of their members.
 *
 * <p>Safe for use by any thread. One thread of its own does the dispatching; it never waits for a subscriber.
 */
final class Dispatcher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Arrivals arrivals = new Arrivals();
    private final List<Courier> couriers = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().name("wellspring-dispatcher").daemon().unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Audiences audiences = new Audiences(); // guarded by lock
    private final RecentUpdates recent; // added to under lock
    private final List<Audience> touched = new ArrayList<>(); // guarded by lock
    private long dispatched; // the place in the log up to which frames are in the chains; guarded by lock
    private int nextCourier; // guarded by lock

    private final Acceptances acceptances;
    private final HubListener listener;
    private volatile boolean closed;

    /** A dispatcher that tells nobody what happens. */
    Dispatcher(int courierCount, long backlogLimit) {
        this(courierCount, backlogLimit, new RecentUpdates(), new Acceptances(), HubListener.NONE);
    }

    /**
     * A dispatcher that follows no log yet.
     *
     * @param courierCount how many threads tell subscribers, at least 1
     * @param backlogLimit how many bytes may wait for a subscriber before it counts as slow
     * @param recent keeps what was dispatched last, for those who come back
     * @param acceptances when updates were accepted
     */
    Dispatcher(
            int courierCount, long backlogLimit, RecentUpdates recent, Acceptances acceptances, HubListener listener) {
        this.recent = recent;
        this.acceptances = acceptances;
        this.listener = listener;
        for (int number = 1; number <= courierCount; number++) {
            couriers.add(new Courier(number, backlogLimit));
        }
    }

    /** Begins to follow the log. */
    void follow(EventLog eventLog) {
        long from = eventLog.tail(arrivals);
        recent.load(eventLog, from);
        lock.lock();
        try {
            dispatched = Math.max(dispatched, from);
        } finally {
            lock.unlock();
        }
        couriers.forEach(Courier::start);
        thread.start();
    }

    /**
     * Makes the subscription a member of its audience.
     *
     * @return the fence: what the log has up to there will not come through the chain, everything after it will
     */
    long join(Subscription subscription) {
        lock.lock();
        try {
            if (!closed && !subscription.isEnded()) {
                Audience audience = audiences.of(subscription.selection());
                Share share = audience.shareOf(couriers.get(nextCourier));
                nextCourier = (nextCourier + 1) % couriers.size();
                share.add(subscription);
                subscription.joined(share, audience.tail());
            }
            return dispatched;
        } finally {
            lock.unlock();
            if (closed) {
                // Closing has ended the members there were: whoever comes later, from its history say, ends here.
                subscription.end(Outlet.Ending.CLOSING);
            }
        }
    }

    /** Forgets a subscription that has ended. */
    void leave(Subscription subscription) {
        lock.lock();
        try {
            Share share = subscription.share();
            if (share != null) {
                share.remove(subscription);
                if (share.audience().isEmpty()) {
                    audiences.remove(share.audience());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    int audienceCount() {
        lock.lock();
        try {
            return audiences.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<List<LoggedUpdate>> taken = new ArrayList<>();
        while (!closed) {
            try {
                arrivals.takeInto(taken);
                dispatch(taken);
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                giveUpAll(e);
            }
            taken.clear();
        }
    }

    /** Where memory is out this may fail as well; the thread goes on, or publishers would wait for it for ever. */
    private void giveUpAll(Throwable why) {
        try {
            endMembers(Outlet.Ending.CLOSING);
            log.error("Updates could not be dispatched. All subscriptions end, to be resumed from the log.", why);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            log.error("Subscriptions could not be ended, and lack updates.", e);
        }
    }

    private void dispatch(List<List<LoggedUpdate>> taken) {
        boolean whole = false;
        lock.lock();
        try {
            for (List<LoggedUpdate> batch : taken) {
                if (Arrivals.isTear(batch)) {
                    recent.tear();
                    endMembers(Outlet.Ending.DISCARDED);
                }
                batch.forEach(this::chain);
            }
            whole = true;
        } finally {
            // Also when it failed: nobody has joined meanwhile, and whoever joins from now on reads up to here from the
            // log.
            for (List<LoggedUpdate> batch : taken) {
                dispatched =
                        Arrivals.isTear(batch) ? dispatched : batch.getLast().sequence();
            }
            if (!whole) {
                recent.restart(dispatched);
            }
            touched.forEach(Audience::call);
            touched.clear();
            lock.unlock();
        }
    }

    private void chain(LoggedUpdate logged) {
        recent.add(logged);
        long accepted = acceptances.take(logged.update());
        @Nullable Frame frame = null;
        for (Audience audience : audiences.admitting(logged.update())) {
            if (frame == null) {
                frame = Frame.of(logged, accepted);
            }
            if (audience.append(frame)) {
                touched.add(audience);
            }
        }
    }

    /** What was dispatched last, for those who come back. */
    RecentUpdates recent() {
        return recent;
    }

    HubListener listener() {
        return listener;
    }

    /** Everyone in an audience now. */
    List<Subscription> members() {
        List<Subscription> all = new ArrayList<>();
        lock.lock();
        try {
            audiences.all().forEach(audience -> audience.forEachMember(all::add));
        } finally {
            lock.unlock();
        }
        return all;
    }

    private void endMembers(Outlet.Ending why) {
        members().forEach(subscription -> subscription.end(why));
    }

    /** Ends all subscriptions and the dispatching. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        endMembers(Outlet.Ending.CLOSING);
        couriers.forEach(Courier::close);
    }
}
