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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Presence over Redis. Every node has a hash of its own entries, and a lease that it renews; one thread writes both, and no
 * request waits for it. Another thread looks for nodes whose lease has run out.
 */
public final class RedisPresence implements SharedPresence {

    private static final Logger log = LoggerFactory.getLogger(RedisPresence.class);

    private static final int BATCH = 500;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);

    // A connection for each purpose: who is asked for the others' subscribers is not to wait for who writes.
    private final RedisLine writing;
    private final RedisLine watching;
    private final RedisLine reading;
    private final PresenceStore written;
    private final PresenceStore asked;
    private final Duration lease;
    private final Contact contact; // kept by the writer
    private final NodeWatch watch; // the watcher's own
    private final PresenceQueue queue = new PresenceQueue();
    private final Thread writer = Thread.ofVirtual().name("wellspring-presence").unstarted(this::write);
    private final Thread watcher =
            Thread.ofVirtual().name("wellspring-presence-watch").unstarted(this::lookAfterOthers);

    private volatile Neighbour neighbour = new Nobody();
    private volatile String node = newNode();
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
        this.asked = new PresenceStore(reading, prefix, lease);
        this.lease = lease;
        this.contact = new Contact(lease);
        this.watch = new NodeWatch(new PresenceStore(watching, prefix, lease), lease);
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
                contact.begins();
            }
            boolean seen = renewIfDue();
            List<Change> batch = queue.take(BATCH, contact.nanosLeft());
            if (seen && !batch.isEmpty()) {
                seen = written.write(node, changes(batch));
            }
            if (seen) {
                queue.written();
            } else {
                givenUp();
            }
        } catch (JedisException e) {
            if (!contact.isBroken()) {
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
        contact.breaksOff();
        queue.unwritten();
        queue.pause(PAUSE_MILLIS);
    }

    private boolean renewIfDue() {
        if (contact.nanosLeft() > 0) {
            return true;
        }
        long now = System.nanoTime();
        boolean seen = written.renew(node);
        contact.renewed(now);
        return seen;
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

    private void lookAfterOthers() {
        try {
            while (!queue.isClosed()) {
                queue.pause(lease.toMillis() / 3);
                if (contact.isLong() && !queue.isClosed()) {
                    watch.look(node, neighbour);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
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
