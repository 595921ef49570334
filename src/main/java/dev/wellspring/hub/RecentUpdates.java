package dev.wellspring.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * After a restart, or when a network comes back, everybody returns at once and asks for the same few updates. Read from the
 * log, they would be looked up, given their ids and encoded once for each of them; from here they are shared.
 *
 *   discarded │ in the log only           │ here                 │ not dispatched yet
 *   ──────────┼───────────────────────────┼──────────────────────┼──▶
 *                                       begin                  newest
 */

/**
 * The newest updates that were dispatched, as far as they fit into a few megabytes: all that followed a certain place,
 * without a hole. Until the first one comes, nothing is known: the log may hold what was there before.
 *
 * <p>Added to under the dispatcher's lock; read by any thread.
 */
final class RecentUpdates {

    /** How many are kept at most. */
    static final int MOST = 4_096;

    /** How many characters they have at most, all together; the newest one is kept whatever its size. */
    static final long MOST_CHARACTERS = 4L << 20;

    /** From how many places before the end updates are loaded at the start. */
    private static final int LOADED = 1_024;

    private static final long UNKNOWN = Long.MAX_VALUE;

    /** An update with its event, which is encoded when somebody wants it. */
    static final class Recent {

        private final LoggedUpdate logged;
        private byte @Nullable [] event; // encoded twice, should two come first: the bytes are the same

        Recent(LoggedUpdate logged) {
            this.logged = logged;
        }

        LoggedUpdate logged() {
            return logged;
        }

        /** The whole event, shared: never written to. */
        byte[] event() {
            byte[] known = event;
            if (known == null) {
                known = Frame.of(logged).bytes();
                event = known;
            }
            return known;
        }

        private long characters() {
            long characters = logged.update().data().length();
            for (String topic : logged.update().topics()) {
                characters += topic.length();
            }
            return characters;
        }
    }

    private final int most;
    private final @Nullable Recent[] ring; // guarded by this
    private long added; // how many ever were; the next one's slot is that modulo the size; guarded by this
    private int kept; // guarded by this
    private long characters; // guarded by this
    private long begin = UNKNOWN; // everything in the log after this place is here; guarded by this

    RecentUpdates() {
        this(MOST);
    }

    /** @param most how many are kept at most; with 0 everything comes from the log */
    RecentUpdates(int most) {
        this.most = most;
        this.ring = new Recent[most];
    }

    /**
     * Takes the newest of what the log has up to this place. Called before anything is added; if the log cannot be read,
     * nothing is known.
     */
    void load(EventLog eventLog, long upTo) {
        if (most == 0 || upTo == EventLog.START) {
            return;
        }
        try {
            long place = Math.max(eventLog.discardedUpTo(), upTo - LOADED);
            restart(place);
            while (place < upTo) {
                List<LoggedUpdate> page = eventLog.readAfter(place, LOADED);
                page.stream().filter(update -> update.sequence() <= upTo).forEach(this::add);
                place = page.isEmpty() ? upTo : page.getLast().sequence();
            }
        } catch (LogUnavailable e) {
            tear();
        }
    }

    /** From here on: whatever the log has after this place will be added. */
    synchronized void restart(long place) {
        Arrays.fill(ring, null);
        kept = 0;
        characters = 0;
        begin = place;
    }

    /** From here on: between what is here and what is added next, something may be missing. */
    synchronized void tear() {
        restart(UNKNOWN);
    }

    /** Adds the update that comes next in the log. */
    synchronized void add(LoggedUpdate next) {
        if (most == 0) {
            return;
        }
        if (begin == UNKNOWN) {
            begin = next.sequence() - 1;
        }
        Recent recent = new Recent(next);
        while (kept == most || (kept > 0 && characters + recent.characters() > MOST_CHARACTERS)) {
            forgetOldest();
        }
        ring[(int) (added % most)] = recent;
        added++;
        kept++;
        characters += recent.characters();
    }

    private void forgetOldest() {
        int slot = (int) ((added - kept) % most);
        Recent oldest = ring[slot];
        ring[slot] = null;
        kept--;
        if (oldest != null) {
            characters -= oldest.characters();
            begin = oldest.logged().sequence();
        }
    }

    /**
     * What was dispatched after this place.
     *
     * @param limit how many at most
     * @return in order; empty if there is nothing yet; null if not all of it is here
     */
    synchronized @Nullable List<Recent> after(long place, int limit) {
        if (most == 0 || place < begin) {
            return null;
        }
        int skipped = countUpTo(place);
        int count = Math.min(kept - skipped, limit);
        List<Recent> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            found.add(at(skipped + i));
        }
        return found;
    }

    /** How many of those kept are at this place or before it. */
    private int countUpTo(long place) {
        int low = 0;
        int high = kept;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).logged().sequence() <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Recent at(int age) {
        Recent recent = ring[(int) ((added - kept + age) % most)];
        if (recent == null) {
            throw new IllegalStateException("A slot in use is empty.");
        }
        return recent;
    }
}
