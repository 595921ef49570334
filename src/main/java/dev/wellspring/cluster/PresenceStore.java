package dev.wellspring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/*
 * The keys, all of one hash tag, so that a script may touch several:
 *
 *   nodes           set     every node that has an entry or may have one
 *   lease:NODE      string  is there as long as the node is heard of
 *   node:NODE       hash    subscriber → subscriptions, and VERSION → how often it was changed
 *   ended           set     nodes that were given up, and whose end is not announced in full
 *   ended:NODE      hash    what is still to be announced
 *   announcing:NODE string  who does it now; goes after a lease unless it is prolonged, as who does it may die, too
 *
 * Giving up a node renames its hash, which takes no time however many entries it has, and is what makes it exactly one
 * node's decision: a node finds its hash, or it knows that it was given up.
 */

/**
 * Presence as Redis has it. Each method is one or two round trips and throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis cannot be asked. Thread-safe.
 */
final class PresenceStore {

    /** No subscriber is called this. */
    private static final String VERSION = "#";

    /** Where a scan begins, and what it answers at its end. */
    private static final String BEGINNING = "0";

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

    private static final String RETIRE = """
            if redis.call('HLEN', KEYS[2]) <= 1 then
              redis.call('DEL', KEYS[2])
              redis.call('SREM', KEYS[1], ARGV[1])
            end
            return redis.call('DEL', KEYS[3])
            """;

    /** For each node: nothing if it is not there, its version if that is known, all of it if not. */
    private static final String READ = """
            local found = {}
            for i, key in ipairs(KEYS) do
              local version = redis.call('HGET', key, '#')
              if not version then
                found[i] = {}
              elseif version == ARGV[i] then
                found[i] = {version}
              else
                found[i] = redis.call('HGETALL', key)
              end
            end
            return found
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
    private final String prefix;
    private final String lease;

    /**
     * @param prefix of all keys, with the hash tag
     * @param lease after which a node that is not heard of may be given up
     */
    PresenceStore(RedisLine redis, String prefix, Duration lease) {
        this.redis = redis;
        this.prefix = prefix;
        this.lease = String.valueOf(lease.toMillis());
    }

    /**
     * What a node has told of itself.
     *
     * @param version how often it has changed
     * @param bySubscriber the entries
     */
    record Entries(String version, Map<String, String> bySubscriber) {}

    /** Begins a node that nobody knows yet. */
    void begin(String node) {
        redis.eval(BEGIN, List.of(nodes(), entries(node), lease(node)), List.of(node, lease));
    }

    /**
     * Writes the entries and departures of a node.
     *
     * @param changes subscribers and their subscriptions in turn; empty ones for who has left
     * @return false if the node was given up
     */
    boolean write(String node, List<String> changes) {
        return found(redis.eval(WRITE, List.of(entries(node)), changes));
    }

    /** Prolongs a node's lease; false if it was given up. */
    boolean renew(String node) {
        return found(redis.eval(RENEW, List.of(entries(node), lease(node)), List.of(lease)));
    }

    /** Ends a node: what it has still entered is left to the others. */
    void retire(String node) {
        redis.eval(RETIRE, List.of(nodes(), entries(node), lease(node)), List.of(node));
    }

    /** Gives up every node whose lease has run out. */
    void giveUpSilentNodes() {
        for (String node : members(nodes())) {
            redis.eval(GIVE_UP, List.of(nodes(), ended(), lease(node), entries(node), ended(node)), List.of(node));
        }
    }

    /** Nodes that were given up and whose end is not announced in full. */
    Set<String> endedNodes() {
        return Set.copyOf(members(ended()));
    }

    /** Makes this node the one that announces the end of another, for a lease; false if somebody else does it. */
    boolean announce(String ended, String node) {
        return redis.call(Command.SET, announcing(ended), node, "NX", "PX", lease) != null;
    }

    /** Lets this node announce the end of another for one more lease; false if it is not the one that does it any more. */
    boolean keepAnnouncing(String ended, String node) {
        return found(redis.eval(KEEP_ANNOUNCING, List.of(announcing(ended)), List.of(node, lease)));
    }

    /** Some of what is still to be announced of a node; nothing if it is none any more. */
    Map<String, String> toAnnounce(String ended, int about) {
        Map<String, String> some = new LinkedHashMap<>();
        String cursor = BEGINNING;
        do {
            List<?> page =
                    Replies.list(redis.call(Command.HSCAN, ended(ended), cursor, "COUNT", String.valueOf(about)));
            some.putAll(map(Replies.list(page.get(1))));
            cursor = Replies.text(page.getFirst());
        } while (some.isEmpty() && !cursor.equals(BEGINNING));
        return some;
    }

    /** These were announced. */
    void announced(String ended, Set<String> subscribers) {
        List<String> arguments = new ArrayList<>(List.of(ended(ended)));
        arguments.addAll(subscribers);
        redis.call(Command.HDEL, arguments.toArray(String[]::new));
    }

    /** All of it was announced, by this node at the end; if somebody else has begun to do it meanwhile, that is not hindered. */
    void forget(String ended, String node) {
        redis.eval(FORGET, List.of(ended(), announcing(ended)), List.of(ended, node));
    }

    /**
     * What all nodes but one have told of themselves.
     *
     * @param node the one
     * @param known what was read before; what has not changed is taken from there
     */
    Map<String, Entries> others(String node, Map<String, Entries> known) {
        List<String> nodes = new ArrayList<>(members(nodes()));
        nodes.remove(node);
        if (nodes.isEmpty()) {
            return Map.of();
        }
        List<String> versions =
                nodes.stream().map(one -> version(known.get(one))).toList();
        List<?> found =
                Replies.list(redis.eval(READ, nodes.stream().map(this::entries).toList(), versions));
        Map<String, Entries> others = HashMap.newHashMap(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            List<?> one = Replies.list(found.get(i));
            if (one.size() == 1) {
                others.put(nodes.get(i), known.getOrDefault(nodes.get(i), new Entries("", Map.of())));
            } else if (!one.isEmpty()) {
                others.put(nodes.get(i), read(one));
            }
        }
        return others;
    }

    private static String version(@Nullable Entries known) {
        return known == null ? "" : known.version();
    }

    private static Entries read(List<?> fieldsAndValues) {
        Map<String, String> bySubscriber = map(fieldsAndValues);
        String version = bySubscriber.remove(VERSION);
        return new Entries(version == null ? "" : version, bySubscriber);
    }

    private static Map<String, String> map(List<?> fieldsAndValues) {
        Map<String, String> map = HashMap.newHashMap(fieldsAndValues.size() / 2);
        for (int i = 0; i < fieldsAndValues.size(); i += 2) {
            map.put(Replies.text(fieldsAndValues.get(i)), Replies.text(fieldsAndValues.get(i + 1)));
        }
        return map;
    }

    private List<String> members(String set) {
        return Replies.list(redis.call(Command.SMEMBERS, set)).stream()
                .map(Replies::text)
                .toList();
    }

    private static boolean found(@Nullable Object answer) {
        return !Long.valueOf(0).equals(answer);
    }

    private String announcing(String node) {
        return prefix + "announcing:" + node;
    }

    private String nodes() {
        return prefix + "nodes";
    }

    private String ended() {
        return prefix + "ended";
    }

    private String entries(String node) {
        return prefix + "node:" + node;
    }

    private String ended(String node) {
        return prefix + "ended:" + node;
    }

    private String lease(String node) {
        return prefix + "lease:" + node;
    }
}
