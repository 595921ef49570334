package dev.wellspring.cluster;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.SharedPresence;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Presence over Redis. Every node has a hash of its own entries, and a lease that it renews; one thread writes both, and no
 * request waits for it: {@link PresenceWriter}. Another thread looks for nodes whose lease has run out: {@link PresenceWatch}.
 * Whoever asks for the others' entries reads them: {@link OtherEntries}.
 */
public final class RedisPresence implements SharedPresence {

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);

    // A connection for each purpose: who is asked for the others' subscribers is not to wait for who writes.
    private final RedisLine writing;
    private final RedisLine watching;
    private final RedisLine reading;
    private final PresenceQueue queue = new PresenceQueue();
    private final PresenceWriter writer;
    private final PresenceWatch watch;
    private final OtherEntries others;
    private volatile List<Thread> threads = List.of(); // in the order in which they end

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
        PresenceKeys keys = new PresenceKeys(prefix);
        Contact contact = new Contact(lease);
        this.writing = new RedisLine(opening);
        this.watching = new RedisLine(opening);
        this.reading = new RedisLine(opening);
        this.writer = new PresenceWriter(new OwnEntries(writing, keys, lease), queue, contact);
        this.watch = new PresenceWatch(new EndedNodes(watching, keys, lease), queue, contact, lease, writer::node);
        this.others = new OtherEntries(reading, keys, writer::node);
    }

    @Override
    public void join(Neighbour neighbour) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("This node has joined already.");
        }
        threads = List.of(
                Thread.ofVirtual().name("wellspring-presence-watch").start(() -> watch.run(neighbour)),
                Thread.ofVirtual().name("wellspring-presence").start(() -> writer.run(neighbour)));
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
    public Collection<String> others() {
        try {
            return others.read();
        } catch (JedisException e) {
            throw new LogUnavailable(
                    "The subscribers of other nodes cannot be asked for now: Redis "
                            + RedisFailure.of(e).meaning() + ".",
                    e);
        }
    }

    @Override
    public void close() {
        queue.close();
        threads.forEach(RedisPresence::end);
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
        }
    }
}
