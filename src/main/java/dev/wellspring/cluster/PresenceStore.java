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
 *   announcing:NODE string  who does it now
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
        redis.eval(PresenceScripts.BEGIN, List.of(nodes(), entries(node), lease(node)), List.of(node, lease));
    }

    /**
     * Writes the entries and departures of a node.
     *
     * @param changes subscribers and their subscriptions in turn; empty ones for who has left
     * @return false if the node was given up
     */
    boolean write(String node, List<String> changes) {
        return found(redis.eval(PresenceScripts.WRITE, List.of(entries(node)), changes));
    }

    /** Prolongs a node's lease; false if it was given up. */
    boolean renew(String node) {
        return found(redis.eval(PresenceScripts.RENEW, List.of(entries(node), lease(node)), List.of(lease)));
    }

    /** Ends a node: what it has still entered is left to the others. */
    void retire(String node) {
        redis.eval(PresenceScripts.RETIRE, List.of(nodes(), entries(node), lease(node)), List.of(node));
    }

    /** Gives up every node whose lease has run out. */
    void giveUpSilentNodes() {
        for (String node : members(nodes())) {
            redis.eval(
                    PresenceScripts.GIVE_UP,
                    List.of(nodes(), ended(), lease(node), entries(node), ended(node)),
                    List.of(node));
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

    /** Whether this node is still the one that announces the end of the other; it is for another lease then. */
    boolean stillAnnounces(String ended, String node) {
        return found(redis.eval(PresenceScripts.STILL_ANNOUNCES, List.of(announcing(ended)), List.of(node, lease)));
    }

    /** All of it was announced, by this node. */
    void forget(String ended, String node) {
        redis.eval(PresenceScripts.FORGET, List.of(ended(), announcing(ended)), List.of(ended, node));
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
        List<?> found = Replies.list(redis.eval(
                PresenceScripts.READ, nodes.stream().map(this::entries).toList(), versions));
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
