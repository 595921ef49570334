package dev.wellspring.cluster;

import dev.wellspring.hub.TailListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/*
 * One reader that waits in XREAD, on a connection of its own, and tells what comes, also what this node has appended
 * itself: so the order of the stream is the order for everybody. If its connection fails it comes back, and reads on after
 * the last place it had. Whether it has missed something then, Telling finds out.
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
    private final TailProgress progress = new TailProgress();

    private volatile @Nullable Thread thread; // written under the lock of this
    private volatile @Nullable Connection open; // written by the thread
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
    synchronized void start(@Nullable Standing from, TailListener listener) {
        if (thread != null) {
            throw new IllegalStateException("The log has a listener already.");
        }
        Telling telling = new Telling(listener, keys, view, underWay, progress);
        if (from != null) {
            telling.begin(from);
        }
        progress.reading(true); // or about to, which is worth waiting for
        thread = Thread.ofVirtual().name("wellspring-log-tail").start(() -> run(telling));
    }

    /** How far it has told. */
    TailProgress progress() {
        return progress;
    }

    private void run(Telling telling) {
        Backoff backoff = new Backoff(LONGEST_PAUSE);
        while (!progress.isClosed()) {
            try (Connection connection = connections.open(timeout)) {
                open = connection;
                follow(connection, backoff, telling);
            } catch (JedisException e) {
                failed(e);
                progress.pause(backoff.next());
            } catch (RuntimeException | Error e) {
                log.error("The tail of the log failed, and begins again after the last place it had.", e);
                progress.pause(backoff.next());
            } finally {
                progress.reading(false);
                open = null;
            }
        }
    }

    private void follow(Connection connection, Backoff backoff, Telling telling) {
        Standing standing = script.tidy(connection);
        if (!telling.hasBegun()) {
            Standing first = view.firstStanding();
            telling.begin(first == null ? standing : first);
        }
        connection.setSoTimeout(Math.toIntExact(BLOCK.plus(timeout).toMillis()));
        progress.reading(true);
        while (!progress.isClosed()) {
            List<Entry> entries = read(connection);
            backoff.reset();
            if (failing) {
                failing = false;
                log.info("The log is followed again.");
            }
            if (!entries.isEmpty()) {
                telling.tell(connection, entries);
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
                Replies.utf8(progress.place() + LAST_OF_PLACE)));
        return streams.isEmpty()
                ? List.of()
                : Entry.readAll(Replies.list(streams.getFirst()).getLast());
    }

    private void failed(JedisException e) {
        if (!failing && !progress.isClosed()) {
            failing = true;
            log.warn(
                    "The log is not followed until this is over: Redis {}.",
                    RedisFailure.of(e).meaning(),
                    e);
        }
    }

    @Override
    public void close() {
        progress.close();
        Connection connection = open;
        if (connection != null) {
            try {
                connection.forceDisconnect(); // it may wait in XREAD
            } catch (IOException | JedisException e) {
                log.debug("The tail's connection does not close.", e);
            }
        }
        Thread running = thread;
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
