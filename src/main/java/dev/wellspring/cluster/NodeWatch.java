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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/*
 * A lease may run out because Redis was away rather than the node: so this node gives nobody up before it has itself been in
 * touch with Redis, without a break, for as long as a lease. By then every node that lives has renewed its own.
 *
 * One node announces the end of another. The others let it as long as it says that it is at it, which it does while it waits,
 * too; if it ends meanwhile, another one goes on with what is left. What it had under way then is announced twice rather than
 * never.
 */

/** Gives up nodes that are silent, and has it announced that their subscribers are gone. For one thread. */
final class NodeWatch {

    private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

    private static final int ANNOUNCED_AT_ONCE = 200;
    private static final Duration ANNOUNCED_WITHIN = Duration.ofSeconds(5);

    private final PresenceStore store;
    private final Duration lease;

    NodeWatch(PresenceStore store, Duration lease) {
        this.store = store;
        this.lease = lease;
    }

    /**
     * Looks once. What fails is tried again the next time.
     *
     * @param node this one's name
     * @param announcing tells this node's subscribers
     */
    void look(String node, Neighbour announcing) throws InterruptedException {
        try {
            store.giveUpSilentNodes();
            for (String ended : store.endedNodes()) {
                if (store.announce(ended, node)) {
                    announce(ended, node, announcing);
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

    private void announce(String ended, String node, Neighbour announcing)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (Map<String, String> some = store.toAnnounce(ended, ANNOUNCED_AT_ONCE);
                !some.isEmpty();
                some = store.toAnnounce(ended, ANNOUNCED_AT_ONCE)) {
            if (!store.stillAnnounces(ended, node)) {
                return; // this process was suspended, and another node goes on
            }
            await(announcing.gone(List.copyOf(some.values())), ended, node);
            store.announced(ended, Set.copyOf(some.keySet()));
        }
        store.forget(ended, node);
    }

    private void await(CompletableFuture<?> announced, String ended, String node)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + ANNOUNCED_WITHIN.toNanos();
        while (true) {
            try {
                announced.get(lease.toMillis() / 3, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadline || !store.stillAnnounces(ended, node)) {
                    throw e;
                }
            }
        }
    }
}
