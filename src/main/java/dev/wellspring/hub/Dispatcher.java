package dev.wellspring.hub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * From the log to the audiences.
 *
 * The log tells in order what was appended; a batch waits here until the dispatcher's thread takes it. Under the lock
 * each update is encoded, once, and its frame is put into the chain of every audience that gets it; that is quick, since
 * it concerns audiences, not subscribers. Then, without the lock, the members of those audiences are told that there is
 * something for them: their transports write what they can and never wait.
 *
 * Joining takes the same lock, so a subscriber's place in a chain and the place in the log that it corresponds to (the
 * fence) belong together exactly.
 */

/**
 * Puts logged updates into the chains of the audiences they concern, and wakes their members.
 *
 * <p>Safe for use by any thread. One thread of its own does the dispatching; it never waits for a subscriber.
 */
final class Dispatcher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** Beyond this many batches the log's thread waits: publishers are slowed down before memory runs out. */
    private static final int WAITING_BATCHES = 4096;

    private final long backlogLimit;
    private final LinkedBlockingQueue<List<LoggedUpdate>> batches = new LinkedBlockingQueue<>(WAITING_BATCHES);
    private final Thread thread =
            Thread.ofPlatform().name("wellspring-dispatcher").daemon().unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Audiences audiences = new Audiences(); // guarded by lock
    private long dispatched; // the place in the log up to which frames are in the chains; guarded by lock

    private volatile boolean closed;

    /** @param backlogLimit how many bytes may wait for a subscriber before it is ended */
    Dispatcher(long backlogLimit) {
        this.backlogLimit = backlogLimit;
    }

    /** Begins to follow the log. */
    void follow(EventLog eventLog) {
        long from = eventLog.tail(this::accept);
        lock.lock();
        try {
            dispatched = Math.max(dispatched, from);
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void accept(List<LoggedUpdate> batch) {
        try {
            batches.put(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
                audience.add(subscription);
                subscription.joined(audience, audience.tail());
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
            Audience audience = subscription.audience();
            if (audience != null && audience.remove(subscription)) {
                audiences.remove(audience);
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
                taken.add(batches.take());
                batches.drainTo(taken);
                wake(chain(taken));
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                log.error("A batch of updates was not dispatched in full.", e);
            }
            taken.clear();
        }
    }

    private Set<Audience> chain(List<List<LoggedUpdate>> taken) {
        Set<Audience> touched = new LinkedHashSet<>();
        lock.lock();
        try {
            for (List<LoggedUpdate> batch : taken) {
                for (LoggedUpdate logged : batch) {
                    chain(logged, touched);
                }
            }
        } finally {
            lock.unlock();
        }
        return touched;
    }

    private void chain(LoggedUpdate logged, Set<Audience> touched) {
        @Nullable Frame frame = null;
        for (Audience audience : audiences.admitting(logged.update())) {
            if (frame == null) {
                frame = Frame.of(logged);
            }
            audience.append(frame);
            touched.add(audience);
        }
        dispatched = logged.sequence();
    }

    private void wake(Set<Audience> touched) {
        for (Audience audience : touched) {
            for (Subscription member : audience.members()) {
                wake(member);
            }
        }
    }

    private void wake(Subscription member) {
        try {
            member.outlet().ready();
            if (member.backlog() > backlogLimit) {
                member.end(Outlet.Ending.TOO_SLOW);
            }
        } catch (RuntimeException e) {
            log.error("A subscription failed and is ended.", e);
            member.end(Outlet.Ending.CLOSING);
        }
    }

    /** Ends all subscriptions and the dispatching. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        List<Subscription> all = new ArrayList<>();
        lock.lock();
        try {
            audiences.all().forEach(audience -> all.addAll(audience.members()));
        } finally {
            lock.unlock();
        }
        all.forEach(subscription -> subscription.end(Outlet.Ending.CLOSING));
    }
}
