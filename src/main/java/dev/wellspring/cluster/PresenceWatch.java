package dev.wellspring.cluster;

import dev.wellspring.hub.SharedPresence.Neighbour;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks after other nodes: gives up those that are silent, and hands over what they had, in one loop on one thread.
 *
 * <p>One node announces an end, and others leave it to that one for a lease: so the lease is renewed before each portion and
 * while one is under way. If it is somebody else's, as this process stood still, what is left is for whoever announces next.
 */
final class PresenceWatch {

    private static final Logger log = LoggerFactory.getLogger(PresenceWatch.class);

    private static final int HANDED_OVER_AT_ONCE = 200;
    private static final Duration ANNOUNCED_WITHIN = Duration.ofSeconds(5);

    private final EndedNodes nodes;
    private final PresenceQueue queue;
    private final Contact contact;
    private final Duration period;
    private final Supplier<String> own;

    /**
     * A watch.
     *
     * @param queue which is closed when the watch is to end
     * @param own what this node is called, which may change
     */
    PresenceWatch(EndedNodes nodes, PresenceQueue queue, Contact contact, Duration lease, Supplier<String> own) {
        this.nodes = nodes;
        this.queue = queue;
        this.contact = contact;
        this.period = lease.dividedBy(3);
        this.own = own;
    }

    /** Until the queue is closed. */
    void run(Neighbour neighbour) {
        try {
            while (!queue.isClosed()) {
                queue.pause(period.toMillis());
                if (contact.isLong() && !queue.isClosed()) {
                    lookAfterOthers(neighbour);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void lookAfterOthers(Neighbour neighbour) throws InterruptedException {
        try {
            nodes.giveUpSilent();
            for (String ended : nodes.names()) {
                String announcing = own.get(); // one name all the way, whatever this node is called meanwhile
                if (nodes.announce(ended, announcing)) {
                    handOver(ended, announcing, neighbour);
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

    private void handOver(String ended, String announcing, Neighbour neighbour)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (Map<String, String> some = nodes.toAnnounce(ended, HANDED_OVER_AT_ONCE);
                !some.isEmpty();
                some = nodes.toAnnounce(ended, HANDED_OVER_AT_ONCE)) {
            if (!nodes.keepAnnouncing(ended, announcing)) {
                return;
            }
            await(neighbour.gone(List.copyOf(some.values())), ended, announcing);
            nodes.announced(ended, Set.copyOf(some.keySet()));
        }
        nodes.forget(ended, announcing);
    }

    private void await(CompletableFuture<?> announced, String ended, String announcing)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + ANNOUNCED_WITHIN.toNanos();
        while (true) {
            try {
                announced.get(period.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                boolean _ = nodes.keepAnnouncing(ended, announcing); // if not: what is under way is under way
            }
        }
    }
}
