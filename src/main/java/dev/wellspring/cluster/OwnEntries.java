package dev.wellspring.cluster;

import dev.wellspring.cluster.PresenceQueue.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node tells the others of itself: that it is there, and its entries. Each method is one round trip and throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis cannot be asked. Thread-safe.
 */
final class OwnEntries {

    private static final String BEGIN = """
            redis.call('HSET', KEYS[2], '#', '1')
            redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
            redis.call('SADD', KEYS[1], ARGV[1])
            return 1
            """;

    /** Subscribers and their subscriptions in turn; an empty one is a departure. */
    private static final String WRITE = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            for i = 1, #ARGV, 2 do
              if ARGV[i + 1] == '' then
                redis.call('HDEL', KEYS[1], ARGV[i])
              else
                redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
              end
            end
            return redis.call('HINCRBY', KEYS[1], '#', 1)
            """;

    /** PEXPIRE first: unlike SET it is possible where Redis is full. */
    private static final String RENEW = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            if redis.call('PEXPIRE', KEYS[2], ARGV[1]) == 0 then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) end
            return 1
            """;

    private static final String RETIRE = """
            if redis.call('HLEN', KEYS[2]) <= 1 then
              redis.call('DEL', KEYS[2])
              redis.call('SREM', KEYS[1], ARGV[1])
            end
            return redis.call('DEL', KEYS[3])
            """;

    private final RedisLine redis;
    private final PresenceKeys keys;
    private final String lease;

    /** @param lease after which a node that is not heard of may be given up */
    OwnEntries(RedisLine redis, PresenceKeys keys, Duration lease) {
        this.redis = redis;
        this.keys = keys;
        this.lease = String.valueOf(lease.toMillis());
    }

    /** Begins a node that nobody knows yet. */
    void begin(String node) {
        redis.eval(BEGIN, List.of(keys.nodes(), keys.entries(node), keys.lease(node)), List.of(node, lease));
    }

    /** Writes entries and departures of a node; false if it was given up. */
    boolean write(String node, List<Change> changes) {
        List<String> inTurn = new ArrayList<>(2 * changes.size());
        for (Change change : changes) {
            inTurn.add(change.subscriber());
            inTurn.add(change.subscriptions() == null ? "" : change.subscriptions());
        }
        return Replies.number(redis.eval(WRITE, List.of(keys.entries(node)), inTurn)) != 0;
    }

    /** Prolongs a node's lease; false if it was given up. */
    boolean renew(String node) {
        return Replies.number(redis.eval(RENEW, List.of(keys.entries(node), keys.lease(node)), List.of(lease))) != 0;
    }

    /** Ends a node: what it has still entered is left to the others. */
    void retire(String node) {
        redis.eval(RETIRE, List.of(keys.nodes(), keys.entries(node), keys.lease(node)), List.of(node));
    }
}
