package dev.wellspring.cluster;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** A few connections that read, shared by all who read. Safe for use by any thread. */
final class RedisReaders implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisReaders.class);
    private static final int MOST = 8;
    private static final long LONGEST_CLOSE_SECONDS = 10;

    private interface Query<T> {
        T ask(Connection connection);
    }

    private final RedisConnections connections;
    private final LogKeys keys;
    private final Duration timeout;
    private final LogView view;
    private final Semaphore free = new Semaphore(MOST, true);
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    RedisReaders(RedisConnections connections, LogKeys keys, Duration timeout, LogView view) {
        this.connections = connections;
        this.keys = keys;
        this.timeout = timeout;
        this.view = view;
    }

    /** @throws LogUnavailable if Redis cannot be read, or the log is closed */
    List<LoggedUpdate> readAfter(long sequence, int limit) {
        return read(connection -> {
            // The life is asked for after the entries: nothing that they lack is discarded without our knowing.
            connection.sendCommand(new CommandArguments(Command.XRANGE)
                    .add(keys.updates())
                    .add(sequence + 1)
                    .add("+")
                    .add("COUNT")
                    .add(view.pageUpTo(limit)));
            connection.sendCommand(Command.HMGET, LifeOnRedis.arguments(keys));
            List<Object> replies = connection.getMany(2);
            Life life = LifeOnRedis.read(checked(replies.get(1)), view);
            List<LoggedUpdate> page = new ArrayList<>();
            for (Entry entry : Entry.readAll(checked(replies.get(0)))) {
                page.add(LifeOnRedis.checked(life, entry).logged(entry.place(), entry.update()));
            }
            return page;
        });
    }

    /** @throws LogUnavailable if Redis cannot be read, or the log is closed */
    OptionalLong find(String id) {
        return read(connection -> {
            Life life = LifeOnRedis.read(
                    RedisConnections.call(connection, Command.HMGET, LifeOnRedis.arguments(keys)), view);
            OptionalLong place =
                    life == null ? OptionalLong.empty() : life.ids().open(id);
            return place.isPresent() && isThere(connection, place.getAsLong()) ? place : earliest(connection, id);
        });
    }

    private boolean isThere(Connection connection, long place) {
        byte[] at = Replies.utf8(place);
        return !Replies.list(RedisConnections.call(connection, Command.XRANGE, keys.updates(), at, at))
                        .isEmpty()
                || place == view.horizon();
    }

    /** The members of the index begin with the length of the id, the id, and have then only the digits of a place. */
    private OptionalLong earliest(Connection connection, String id) {
        byte[] text = Replies.utf8(id);
        String before = text.length + ":" + id;
        List<?> found = Replies.list(RedisConnections.call(
                connection,
                Command.ZRANGEBYLEX,
                keys.ids(),
                Replies.utf8("[" + before + "0"),
                Replies.utf8("(" + before + ":"), // what follows 9
                Replies.utf8("LIMIT"),
                Replies.utf8(0),
                Replies.utf8(1)));
        return found.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(Replies.text(found.getFirst()).substring(before.length())));
    }

    /** With several commands in one go, an error is an answer like others. */
    private static @Nullable Object checked(@Nullable Object reply) {
        if (reply instanceof JedisException e) {
            throw e;
        }
        return reply;
    }

    private <T> T read(Query<T> query) {
        acquire();
        try {
            checkOpen();
            Connection used = idle.poll();
            if (used != null) {
                try {
                    return asked(query, used);
                } catch (JedisException e) {
                    // It may have been broken for long: the next one is new.
                    idle.forEach(this::drop);
                    log.debug("A connection has failed.", e);
                }
            }
            return asked(query, connections.open(timeout));
        } catch (JedisException e) {
            throw RedisFailure.of(e).unavailable(e);
        } finally {
            free.release();
        }
    }

    private <T> T asked(Query<T> query, Connection connection) {
        boolean works = false;
        try {
            T answer = query.ask(connection);
            works = true;
            return answer;
        } finally {
            if (works) {
                idle.push(connection);
            } else {
                close(connection);
            }
        }
    }

    private void drop(Connection connection) {
        if (idle.remove(connection)) {
            close(connection);
        }
    }

    private void acquire() {
        try {
            // All may wait for a Redis that does not answer: for some of them, but not forever.
            if (free.tryAcquire(timeout.toMillis() * 10, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        checkOpen();
        throw new LogUnavailable("The log cannot be read now: too many want to, and Redis is slow.");
    }

    private void checkOpen() {
        if (closed) {
            throw new LogUnavailable("The log is closed.");
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (JedisException e) {
            log.debug("A reader does not close.", e);
        }
    }

    /** Waits for those who read, then closes all connections. */
    @Override
    public void close() {
        closed = true;
        try {
            if (free.tryAcquire(MOST, LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                free.release(MOST);
            } else {
                log.warn("The log closes while it is still read.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(this::drop);
    }
}
