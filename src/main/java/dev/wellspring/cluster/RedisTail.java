package dev.wellspring.cluster;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/*
 * One reader that waits in XREAD, on a connection of its own, and tells what comes, also what this node has appended
 * itself: so the order of the stream is the order for everybody. If its connection fails it comes back, and reads on after
 * the last place it had.
 *
 * Has it missed something then? Each entry says which place was before its own. If that is one we had, or one before it,
 * nothing is missing. If not, something was discarded meanwhile, and the listener is told that the tail is torn; as it is
 * when another life of the log has begun, because nobody knows what there was between the two.
 */

/** Follows the stream. Safe for use by any thread. */
final class RedisTail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisTail.class);

    /** How long Redis keeps us waiting: after that and the timeout, a connection that is silent is dead. */
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
    private static final String LAST_OF_PLACE = "-18446744073709551615";

    private final RedisConnections connections;
    private final AppendScript script;
    private final LogKeys keys;
    private final Duration timeout;
    private final LogView view;
    private final UnderWay underWay;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread; // guarded by lock
    private boolean reading; // guarded by lock
    private boolean closed; // guarded by lock
    private long place; // everything up to it was told; written by the thread, under lock
    private volatile @Nullable Connection open;

    private @Nullable Life life; // of what was told last; of the thread
    private boolean failing; // of the thread

    RedisTail(
            RedisConnections connections,
            AppendScript script,
            LogKeys keys,
            Duration timeout,
            LogView view,
            UnderWay underWay) {
        this.connections = connections;
        this.script = script;
        this.keys = keys;
        this.timeout = timeout;
        this.view = view;
        this.underWay = underWay;
    }

    /**
     * Begins.
     *
     * @param from after which place; null to begin with what is appended after Redis is first reached
     * @throws IllegalStateException if it has begun
     */
    void start(@Nullable Standing from, TailListener listener) {
        lock.lock();
        try {
            if (thread != null) {
                throw new IllegalStateException("The log has a listener already.");
            }
            if (from != null) {
                begin(from);
            }
            reading = true; // or about to, which is worth waiting for
            thread = Thread.ofVirtual().name("wellspring-log-tail").start(() -> run(listener));
        } finally {
            lock.unlock();
        }
    }

    private void begin(Standing from) {
        lock.lock();
        try {
            life = from.life();
            place = from.last();
        } finally {
            lock.unlock();
        }
    }

    private void run(TailListener listener) {
        Backoff backoff = new Backoff(LONGEST_PAUSE);
        while (!isClosed()) {
            try (Connection connection = connections.open(timeout)) {
                open = connection;
                follow(connection, backoff, listener);
            } catch (JedisException e) {
                failed(e);
                pause(backoff.next());
            } catch (RuntimeException | Error e) {
                log.error("The tail of the log failed, and begins again after the last place it had.", e);
                pause(backoff.next());
            } finally {
                setReading(false);
                open = null;
            }
        }
    }

    private void follow(Connection connection, Backoff backoff, TailListener listener) {
        Standing standing = script.tidy(connection);
        if (life == null) {
            Standing first = view.firstStanding();
            begin(first == null ? standing : first);
        }
        connection.setSoTimeout(Math.toIntExact(BLOCK.plus(timeout).toMillis()));
        setReading(true);
        while (!isClosed()) {
            List<Entry> entries = read(connection);
            backoff.reset();
            if (failing) {
                failing = false;
                log.info("The log is followed again.");
            }
            if (!entries.isEmpty()) {
                tell(connection, entries, listener);
            }
        }
    }

    private List<Entry> read(Connection connection) {
        List<?> streams = Replies.list(RedisConnections.call(
                connection,
                Command.XREAD,
                Replies.utf8("COUNT"),
                Replies.utf8(view.pageUpTo(1_024)),
                Replies.utf8("BLOCK"),
                Replies.utf8(BLOCK.toMillis()),
                Replies.utf8("STREAMS"),
                keys.updates(),
                Replies.utf8(place + LAST_OF_PLACE)));
        return streams.isEmpty()
                ? List.of()
                : Entry.readAll(Replies.list(streams.getFirst()).getLast());
    }

    private void tell(Connection connection, List<Entry> entries, TailListener listener) {
        view.learn(entries);
        List<LoggedUpdate> batch = new ArrayList<>(entries.size());
        long last = place;
        for (Entry entry : entries) {
            Life lifeOfEntry = lifeOf(connection, entry);
            if (!lifeOfEntry.equals(life) || entry.before() > last) {
                tell(batch, listener);
                batch = new ArrayList<>();
                log.warn("The log has lost updates that this node had not read: all subscriptions end, to be resumed.");
                listener.torn();
            }
            life = lifeOfEntry;
            last = entry.place();
            batch.add(lifeOfEntry.logged(last, underWay.original(entry.update())));
        }
        tell(batch, listener);
    }

    private Life lifeOf(Connection connection, Entry entry) {
        Life known = life;
        return known != null && known.epoch() == entry.epoch() ? known : LifeOnRedis.of(connection, keys, view, entry);
    }

    private void tell(List<LoggedUpdate> batch, TailListener listener) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            listener.appended(batch);
        } catch (RuntimeException | Error e) {
            log.error("The listener of the log failed; the log goes on.", e);
        }
        lock.lock();
        try {
            place = batch.getLast().sequence();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(JedisException e) {
        if (!failing && !isClosed()) {
            failing = true;
            log.warn(
                    "The log is not followed until this is over: Redis {}.",
                    RedisFailure.of(e).meaning(),
                    e);
        }
    }

    private void setReading(boolean now) {
        lock.lock();
        try {
            reading = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration time) {
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

    /** Waits until the update of this place was told; not if nobody is told, the connection is down, or time is over. */
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

    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Connection connection = open;
        if (connection != null) {
            try {
                connection.forceDisconnect(); // it may wait in XREAD
            } catch (IOException | JedisException e) {
                log.debug("The tail's connection does not close.", e);
            }
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                if (!running.join(LONGEST_CLOSE)) {
                    log.warn("The tail of the log was told to end and has not yet.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
