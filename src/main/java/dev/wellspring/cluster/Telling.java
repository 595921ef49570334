package dev.wellspring.cluster;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;

/*
 * When the tail comes back, has it missed something? Each entry says which place was before its own. If that is one we had,
 * or one before it, nothing is missing. If not, something was discarded meanwhile, and the listener is told that the tail is
 * torn; as it is when another life of the log has begun, because nobody knows what there was between the two.
 */

/** What the tail's listener is told: the updates, in order, and that some are missing. Used by the tail's thread. */
final class Telling {

    private static final Logger log = LoggerFactory.getLogger(Telling.class);

    private final TailListener listener;
    private final LogKeys keys;
    private final LogView view;
    private final UnderWay underWay;
    private final TailProgress progress;
    private @Nullable Life life; // of what was told last

    Telling(TailListener listener, LogKeys keys, LogView view, UnderWay underWay, TailProgress progress) {
        this.listener = listener;
        this.keys = keys;
        this.view = view;
        this.underWay = underWay;
        this.progress = progress;
    }

    /** Whether it is known after which place to begin. */
    boolean hasBegun() {
        return life != null;
    }

    /** Begins after the last place of the log as it stood then. */
    void begin(Standing from) {
        life = from.life();
        progress.told(from.last());
    }

    /** Tells what comes next in the stream. */
    void tell(Connection connection, List<Entry> entries) {
        view.learn(entries);
        List<LoggedUpdate> batch = new ArrayList<>(entries.size());
        long last = progress.place();
        for (Entry entry : entries) {
            Life lifeOfEntry = lifeOf(connection, entry);
            if (!lifeOfEntry.equals(life) || entry.before() > last) {
                tell(batch);
                batch = new ArrayList<>();
                log.warn("The log has lost updates that this node had not read: all subscriptions end, to be resumed.");
                listener.torn();
            }
            life = lifeOfEntry;
            last = entry.place();
            batch.add(lifeOfEntry.logged(last, underWay.original(entry.update())));
        }
        tell(batch);
    }

    private Life lifeOf(Connection connection, Entry entry) {
        Life known = life;
        return known != null && known.epoch() == entry.epoch() ? known : LifeOnRedis.of(connection, keys, view, entry);
    }

    private void tell(List<LoggedUpdate> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            listener.appended(batch);
        } catch (RuntimeException | Error e) {
            log.error("The listener of the log failed; the log goes on.", e);
        }
        progress.told(batch.getLast().sequence());
    }
}
