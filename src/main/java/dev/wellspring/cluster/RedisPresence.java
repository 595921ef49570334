package dev.wellspring.cluster;

import dev.wellspring.cluster.PresenceQueue.Change;
import dev.wellspring.cluster.PresenceStore.Entries;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.SharedPresence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Presence over Redis. Every node has a hash of its own entries, and a lease that it renews; one thread writes both, and no
 * request waits for it. Another thread looks for nodes whose lease has run out.
 *
 * <p>A lease may run out because Redis was away rather than the node: so this node gives nobody up before it has itself been in
 * touch with Redis, without a break, for as long as a lease. By then every node that lives has renewed its own. A pause of this
 * process (of all virtual machines of a host, say) is a break, too.
 */
public final class RedisPresence implements SharedPresence {

    private static final Logger log = LoggerFactory.getLogger(RedisPresence.class);

    private static final int BATCH = 500;
    private static final int HANDED_OVER_AT_ONCE = 200;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration ANNOUNCED_WITHIN = Duration.ofSeconds(5);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);
    private static final long NEVER = Long.MIN_VALUE;

    // A connection for each purpose: who is asked for the others' subscribers is not to wait for who writes.
    private final RedisLine writing;
    private final RedisLine watching;
    private final RedisLine reading;
    private final PresenceStore written;
    private final PresenceStore watched;
    private final PresenceStore asked;
    private final Duration lease;
    private final PresenceQueue queue = new PresenceQueue();
    private final Thread writer = Thread.ofVirtual().name("wellspring-presence").unstarted(this::write);
    private final Thread watcher =
            Thread.ofVirtual().name("wellspring-presence-watch").unstarted(this::watch);

    private volatile Neighbour neighbour = new Nobody();
    private volatile String node = newNode();
    private volatile long inTouchSince = NEVER; // System.nanoTime(), written by the writer alone
    private volatile long renewed; // System.nanoTime(), written by the writer alone
    private boolean joined; // the writer's own
    private Map<String, Entries> read = Map.of(); // guarded by this

    /**
     * Presence beside a log.
     *
     * @param log where Redis is, what its keys begin with, and how long it may take to answer
     * @param lease how long a node may be silent before its subscribers are taken for gone; some seconds at least, as a
     *     pause for garbage is silence, too
     */
    public static RedisPresence beside(RedisLogSettings log, Duration lease) {
        String prefix = "{" + log.name() + "}:presence:";
        RedisConnections connections = new RedisConnections(log.address(), Replies.utf8(prefix));
        return new RedisPresence(() -> connections.open(log.timeout()), prefix, lease);
    }

    RedisPresence(Supplier<Connection> opening, String prefix, Duration lease) {
        this.writing = new RedisLine(opening);
        this.watching = new RedisLine(opening);
        this.reading = new RedisLine(opening);
        this.written = new PresenceStore(writing, prefix, lease);
        this.watched = new PresenceStore(watching, prefix, lease);
        this.asked = new PresenceStore(reading, prefix, lease);
        this.lease = lease;
    }

    private static String newNode() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void join(Neighbour others) {
        neighbour = others;
        writer.start();
        watcher.start();
    }

    @Override
    public CompletableFuture<Void> enter(String subscriber, String subscriptions) {
        return queue.enter(subscriber, subscriptions);
    }

    @Override
    public CompletableFuture<Void> leave(String subscriber) {
        return queue.leave(subscriber);
    }

    @Override
    public synchronized Collection<String> others() {
        try {
            read = asked.others(node, read);
        } catch (JedisException e) {
            throw new LogUnavailable("Redis cannot be asked for the subscribers of other nodes: " + e.getMessage(), e);
        }
        return read.values().stream()
                .flatMap(entries -> entries.bySubscriber().values().stream())
                .toList();
    }

    // ---- Being seen ----

    private void write() {
        try {
            while (!queue.isClosed()) {
                step();
            }
            retire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed, and Redis does not answer
        }
    }

    private void step() throws InterruptedException {
        try {
            if (!joined) {
                written.begin(node);
                joined = true;
                renewed = System.nanoTime();
                inTouchSince = renewed;
            }
            boolean seen = renewIfDue();
            List<Change> batch = queue.take(BATCH, renewed + period() - System.nanoTime());
            if (seen && !batch.isEmpty()) {
                seen = written.write(node, changes(batch));
            }
            if (seen) {
                queue.written();
            } else {
                givenUp();
            }
        } catch (JedisException e) {
            if (inTouchSince != NEVER) {
                log.warn("Redis does not take presence: {}", e.getMessage());
            }
            outOfTouch();
        } catch (RuntimeException e) {
            // A node that does not renew its lease loses all its subscribers: whatever this was, it is tried again.
            log.error("Presence could not be written, and will be later.", e);
            outOfTouch();
        }
    }

    private void outOfTouch() throws InterruptedException {
        inTouchSince = NEVER;
        queue.unwritten();
        queue.pause(PAUSE_MILLIS);
    }

    private long period() {
        return lease.toNanos() / 3;
    }

    private boolean renewIfDue() {
        long now = System.nanoTime();
        if (inTouchSince != NEVER && now - renewed < period()) {
            return true;
        }
        boolean seen = written.renew(node);
        if (inTouchSince == NEVER || now - renewed > lease.toNanos()) {
            inTouchSince = now;
        }
        renewed = now; // after the other: whoever sees it as new sees that as well
        return seen;
    }

    /** Whether this node has been in touch with Redis for as long as a lease, and still is. */
    private boolean isLongInTouch() {
        long since = inTouchSince;
        long now = System.nanoTime();
        return since != NEVER
                && now - since >= lease.toNanos()
                && now - renewed <= lease.toNanos()
                && inTouchSince == since; // not renewed meanwhile, after a pause of this process
    }

    private static List<String> changes(List<Change> batch) {
        List<String> changes = new ArrayList<>(2 * batch.size());
        for (Change change : batch) {
            changes.add(change.subscriber());
            changes.add(change.subscriptions() == null ? "" : change.subscriptions());
        }
        return changes;
    }

    private void givenUp() {
        log.warn(
                "This node was out of touch with Redis for longer than its lease, or Redis has lost what it had of presence:"
                        + " all its subscribers are entered anew.");
        node = newNode();
        joined = false;
        queue.forget();
        neighbour.givenUp();
    }

    private void retire() throws InterruptedException {
        try {
            for (List<Change> batch = queue.take(BATCH, 0); joined && !batch.isEmpty(); batch = queue.take(BATCH, 0)) {
                if (!written.write(node, changes(batch))) {
                    break; // given up: the others have announced it
                }
                queue.written();
            }
            if (joined) {
                written.retire(node);
            }
        } catch (JedisException e) {
            log.info("Redis was not told that this node ends: {}", e.getMessage());
        }
        queue.forget();
    }

    // ---- Looking after others ----

    private void watch() {
        try {
            while (!queue.isClosed()) {
                queue.pause(lease.toMillis() / 3);
                if (isLongInTouch() && !queue.isClosed()) {
                    lookAfterOthers();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void lookAfterOthers() throws InterruptedException {
        try {
            watched.giveUpSilentNodes();
            for (String ended : watched.endedNodes()) {
                String announcing = node; // one name all the way, whatever this node is called meanwhile
                if (watched.announce(ended, announcing)) {
                    handOver(ended, announcing);
                }
            }
        } catch (JedisException e) {
            log.debug("Redis cannot be asked for other nodes", e);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("The end of a node could not be announced, and will be later", e);
        } catch (RuntimeException e) {
            log.error("Other nodes could not be looked after, and will be later.", e);
        }
    }

    private void handOver(String ended, String announcing)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (Map<String, String> some = watched.toAnnounce(ended, HANDED_OVER_AT_ONCE);
                !some.isEmpty();
                some = watched.toAnnounce(ended, HANDED_OVER_AT_ONCE)) {
            if (!watched.keepAnnouncing(ended, announcing)) {
                return; // a portion took longer than a lease: somebody else may do it now
            }
            neighbour.gone(List.copyOf(some.values())).get(ANNOUNCED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            watched.announced(ended, Set.copyOf(some.keySet()));
        }
        watched.forget(ended, announcing);
    }

    @Override
    public void close() {
        queue.close();
        end(watcher);
        end(writer);
        queue.forget();
        writing.close();
        watching.close();
        reading.close();
    }

    private static void end(Thread thread) {
        try {
            if (!thread.join(CLOSED_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        } catch (IllegalThreadStateException e) {
            // Never joined.
        }
    }

    /** Before this node has joined. */
    private static final class Nobody implements Neighbour {

        @Override
        public CompletableFuture<?> gone(List<String> subscriptions) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void givenUp() {
            // Nobody is here.
        }
    }
}
