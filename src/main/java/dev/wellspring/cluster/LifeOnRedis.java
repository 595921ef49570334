package dev.wellspring.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What Redis says of the log's life, for those who only read. */
final class LifeOnRedis {

    private static final byte[][] FIELDS = {Replies.utf8("epoch"), Replies.utf8("secret"), Replies.utf8("horizon")};

    private LifeOnRedis() {}

    /** The command's arguments. */
    static byte[][] arguments(LogKeys keys) {
        return new byte[][] {keys.life(), FIELDS[0], FIELDS[1], FIELDS[2]};
    }

    /** The life, null if none has begun; and its horizon, which the view learns. */
    static @Nullable Life read(@Nullable Object reply, LogView view) {
        List<?> fields = Replies.list(reply);
        if (fields.get(0) == null) {
            return null;
        }
        view.learnHorizon(Replies.number(fields.get(2)));
        return view.life(Replies.text(fields.get(0)), Replies.bytes(fields.get(1)));
    }

    /** The life of an entry that was read from this connection. */
    static Life of(Connection connection, LogKeys keys, LogView view, Entry entry) {
        return checked(read(RedisConnections.call(connection, Command.HMGET, arguments(keys)), view), entry);
    }

    /** The life if it is that of the entry; if not, the entry is already history. */
    static Life checked(@Nullable Life life, Entry entry) {
        if (life == null || life.epoch() != entry.epoch()) {
            throw new JedisConnectionException("The log has begun anew while it was read.");
        }
        return life;
    }
}
