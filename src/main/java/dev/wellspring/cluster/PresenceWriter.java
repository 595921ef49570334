package dev.wellspring.cluster;

import dev.wellspring.cluster.PresenceQueue.Change;
import dev.wellspring.hub.SharedPresence.Neighbour;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Lets this node be seen: begins it, writes its entries, and renews its lease, in one loop on one thread, so that no request
 * waits for it. When the node was given up, it begins once more, as another.
 */
final class PresenceWriter {

    private static final Logger log = LoggerFactory.getLogger(PresenceWriter.class);

    private static final int BATCH = 500;
    private static final long PAUSE_MILLIS = 200;

    private final OwnEntries entries;
    private final PresenceQueue queue;
    private final Contact contact;
    private volatile String node = newNode(); // written by the thread alone
    private boolean joined; // of the thread
    private boolean refused; // of the thread: since Redis last took everything there was

    PresenceWriter(OwnEntries entries, PresenceQueue queue, Contact contact) {
        this.entries = entries;
        this.queue = queue;
        this.contact = contact;
    }

    private static String newNode() {
        return UUID.randomUUID().toString();
    }

    /** What this node is called now. */
    String node() {
        return node;
    }

    /** Until the queue is closed; then writes what it still has, and ends the node. */
    void run(Neighbour neighbour) {
        try {
            while (!queue.isClosed()) {
                step(neighbour);
            }
            retire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed, and Redis does not answer
        }
    }

    private void step(Neighbour neighbour) throws InterruptedException {
        try {
            if (!joined) {
                entries.begin(node);
                joined = true;
                contact.begun();
            }
            boolean seen = renewIfDue();
            List<Change> batch = queue.take(BATCH, contact.untilRenewal());
            if (seen && !batch.isEmpty()) {
                seen = entries.write(node, batch);
            }
            if (seen) {
                queue.written();
                refused = false;
            } else {
                givenUp(neighbour);
            }
        } catch (JedisException e) {
            // Said once, not at every try: a Redis that is full renews the lease each time, and takes nothing else.
            if (!refused) {
                log.warn(
                        "Presence is not written until this is over: Redis {}.",
                        RedisFailure.of(e).meaning(),
                        e);
            }
            refused = true;
            outOfTouch();
        } catch (RuntimeException e) {
            // A node that does not renew its lease loses all its subscribers: whatever this was, it is tried again.
            log.error("Presence could not be written, and will be later.", e);
            outOfTouch();
        }
    }

    private void outOfTouch() throws InterruptedException {
        contact.lost();
        queue.unwritten();
        queue.pause(PAUSE_MILLIS);
    }

    private boolean renewIfDue() {
        if (!contact.isRenewalDue()) {
            return true;
        }
        long now = System.nanoTime();
        boolean seen = entries.renew(node);
        contact.renewed(now);
        return seen;
    }

    private void givenUp(Neighbour neighbour) {
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
                if (!entries.write(node, batch)) {
                    break; // given up: the others have announced it
                }
                queue.written();
            }
            if (joined) {
                entries.retire(node);
            }
        } catch (JedisException e) {
            log.info(
                    "Redis was not told that this node ends: it {}.",
                    RedisFailure.of(e).meaning(),
                    e);
        }
        queue.forget();
    }
}
