package dev.wellspring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Protocol.Command;

/**
 * Nodes that are not heard of any more, and what is still to be announced of them. Each method but two is one round trip, and
 * throws a {@link redis.clients.jedis.exceptions.JedisException} where Redis cannot be asked. Thread-safe.
 */
final class EndedNodes {

    /** Where a scan begins, and what it answers at its end. */
    private static final String BEGINNING = "0";

    private static final String GIVE_UP = """
            if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
            if redis.call('EXISTS', KEYS[4]) == 1 then
              redis.call('HDEL', KEYS[4], '#')
              if redis.call('EXISTS', KEYS[4]) == 1 then
                redis.call('RENAME', KEYS[4], KEYS[5])
                redis.call('SADD', KEYS[2], ARGV[1])
              end
            end
            return redis.call('SREM', KEYS[1], ARGV[1])
            """;

    private static final String KEEP_ANNOUNCING = """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """;

    private static final String FORGET = """
            if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
            return redis.call('SREM', KEYS[1], ARGV[1])
            """;

    private final RedisLine redis;
    private final PresenceKeys keys;
    private final String lease;

    /** @param lease how long who announces an end may be silent before somebody else does */
    EndedNodes(RedisLine redis, PresenceKeys keys, Duration lease) {
        this.redis = redis;
        this.keys = keys;
        this.lease = String.valueOf(lease.toMillis());
    }

    /** Gives up every node whose lease has run out: one round trip for each node. */
    void giveUpSilent() {
        for (String node : redis.members(keys.nodes())) {
            redis.eval(
                    GIVE_UP,
                    List.of(keys.nodes(), keys.ended(), keys.lease(node), keys.entries(node), keys.ended(node)),
                    List.of(node));
        }
    }

    /** Nodes that were given up and whose end is not announced in full. */
    Set<String> names() {
        return Set.copyOf(redis.members(keys.ended()));
    }

    /** Makes this node the one that announces the end of another, for a lease; false if somebody else does it. */
    boolean announce(String ended, String node) {
        return redis.call(Command.SET, keys.announcing(ended), node, "NX", "PX", lease) != null;
    }

    /** Lets this node announce it for one more lease; false if it is not the one that does it any more. */
    boolean keepAnnouncing(String ended, String node) {
        return Replies.number(redis.eval(KEEP_ANNOUNCING, List.of(keys.announcing(ended)), List.of(node, lease))) != 0;
    }

    /** Some of what is still to be announced of a node, in one round trip or a few; nothing if it is none any more. */
    Map<String, String> toAnnounce(String ended, int about) {
        Map<String, String> some = new LinkedHashMap<>();
        String cursor = BEGINNING;
        do {
            List<?> page =
                    Replies.list(redis.call(Command.HSCAN, keys.ended(ended), cursor, "COUNT", String.valueOf(about)));
            some.putAll(Replies.map(page.get(1)));
            cursor = Replies.text(page.getFirst());
        } while (some.isEmpty() && !cursor.equals(BEGINNING));
        return some;
    }

    /** These were announced. */
    void announced(String ended, Set<String> subscribers) {
        List<String> arguments = new ArrayList<>(List.of(keys.ended(ended)));
        arguments.addAll(subscribers);
        redis.call(Command.HDEL, arguments.toArray(String[]::new));
    }

    /** All of it was announced. If somebody else has begun to announce it meanwhile, that is left to it. */
    void forget(String ended, String node) {
        redis.eval(FORGET, List.of(keys.ended(), keys.announcing(ended)), List.of(ended, node));
    }
}
