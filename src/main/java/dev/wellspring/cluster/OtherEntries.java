package dev.wellspring.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the other nodes have told of themselves. Of who has told nothing new, what was read before is kept. Thread-safe. */
final class OtherEntries {

    /** No subscriber is called this. */
    private static final String VERSION = "#";

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

    private final RedisLine redis;
    private final PresenceKeys keys;
    private final Supplier<String> own;
    private Map<String, Entries> known = Map.of(); // by node; guarded by this

    /** @param own the name of the node that asks, which may change */
    OtherEntries(RedisLine redis, PresenceKeys keys, Supplier<String> own) {
        this.redis = redis;
        this.keys = keys;
        this.own = own;
    }

    /**
     * What a node has told of itself.
     *
     * @param version how often it has changed
     * @param bySubscriber the entries
     */
    private record Entries(String version, Map<String, String> bySubscriber) {

        private static final Entries NONE = new Entries("", Map.of());
    }

    /**
     * All of them, in one or two round trips.
     *
     * @throws redis.clients.jedis.exceptions.JedisException where Redis cannot be asked
     */
    synchronized Collection<String> read() {
        List<String> nodes = new ArrayList<>(redis.members(keys.nodes()));
        nodes.remove(own.get());
        known = nodes.isEmpty() ? Map.of() : read(nodes);
        return known.values().stream()
                .flatMap(entries -> entries.bySubscriber().values().stream())
                .toList();
    }

    private synchronized Map<String, Entries> read(List<String> nodes) {
        List<String> hashes = nodes.stream().map(keys::entries).toList();
        List<String> versions =
                nodes.stream().map(node -> version(known.get(node))).toList();
        List<?> found = Replies.list(redis.eval(READ, hashes, versions));
        Map<String, Entries> read = HashMap.newHashMap(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            List<?> one = Replies.list(found.get(i));
            if (one.size() == 1) {
                read.put(nodes.get(i), known.getOrDefault(nodes.get(i), Entries.NONE));
            } else if (!one.isEmpty()) {
                read.put(nodes.get(i), entries(one));
            }
        }
        return read;
    }

    private static String version(@Nullable Entries known) {
        return known == null ? "" : known.version();
    }

    private static Entries entries(List<?> fieldsAndValues) {
        Map<String, String> bySubscriber = Replies.map(fieldsAndValues);
        String version = bySubscriber.remove(VERSION);
        return new Entries(version == null ? "" : version, bySubscriber);
    }
}
