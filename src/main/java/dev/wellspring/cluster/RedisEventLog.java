package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Writer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The log that nodes share, in one stream of Redis or Valkey.
 *
 * <p>All nodes see the same updates in the same order, and an id is a cursor on each of them. What an acknowledged update
 * survives is up to Redis: how it syncs its append-only file, and what its replicas have at a failover; what Redis has lost
 * is never covered up, as {@link AppendScript} explains. Appends are refused within the timeout when Redis cannot keep them.
 * Everything else goes on: the tail comes back by itself, and reads on after the last place it had.
 *
 * <p>A log that cannot be reached at the start is opened all the same, and works as soon as it can be. The head and the
 * numbers are what this node was told last, at most about a second old while Redis answers.
 *
 * <p>Safe for use by any thread.
 */
public final class RedisEventLog implements EventLog {

    private static final Logger log = LoggerFactory.getLogger(RedisEventLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LogView view = new LogView();
    private final RedisReaders readers;
    private final RedisTail tail;
    private final Writer writer;

    /**
     * Opens the log, and begins it if it is not there.
     *
     * @param listener told what it does
     */
    public RedisEventLog(RedisLogSettings settings, LogListener listener) {
        LogKeys keys = new LogKeys(settings.name());
        RedisConnections connections = new RedisConnections(settings.address(), keys.life());
        AppendScript script = new AppendScript(keys, settings.retention(), view);
        UnderWay underWay = new UnderWay();
        meet(connections, script, settings.timeout());
        readers = new RedisReaders(connections, keys, settings.timeout(), view);
        tail = new RedisTail(connections, script, keys, settings.timeout(), view, underWay);
        writer = new Writer(
                new RedisStore(connections, script, settings, view, underWay, tail.progress()),
                settings.appends(),
                PAUSE,
                listener);
        writer.start();
    }

    private static void meet(RedisConnections connections, AppendScript script, Duration timeout) {
        try (Connection connection = connections.open(timeout)) {
            script.tidy(connection);
        } catch (JedisException e) {
            log.warn(
                    "The log cannot be reached yet, and nothing can be published until it is: Redis {}.",
                    RedisFailure.of(e).meaning(),
                    e);
        }
    }

    @Override
    public CompletableFuture<LoggedUpdate> append(Update update) {
        return writer.append(update);
    }

    @Override
    public List<LoggedUpdate> readAfter(long sequence, int limit) {
        return readers.readAfter(sequence, limit);
    }

    @Override
    public OptionalLong find(String id) {
        return readers.find(id);
    }

    @Override
    public long discardedUpTo() {
        return view.horizon();
    }

    @Override
    public Head head() {
        @Nullable Standing standing = view.standing();
        return standing == null ? new Head(START, null, 0) : standing.head();
    }

    @Override
    public long storedBytes() {
        @Nullable Standing standing = view.standing();
        return standing == null ? 0 : standing.bytes();
    }

    @Override
    public long tail(TailListener listener) {
        @Nullable Standing standing = view.standing();
        tail.start(standing, listener);
        // A log that was never reached has told nobody anything: what it holds then is history.
        return standing == null ? START : standing.lastTold();
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
        tail.close();
    }
}
