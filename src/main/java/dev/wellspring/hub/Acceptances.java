package dev.wellspring.hub;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/*
 * The log knows nothing of clocks, and other nodes' updates were accepted by other clocks. So the time stays here, found
 * again by the identity of the update, in a table of fixed size: where two updates want the same slot, the older one loses
 * its time, and with it its part in a statistic.
 */

/** When the updates that are on their way from publisher to dispatcher were accepted. Safe for use by any thread. */
final class Acceptances {

    /** What is said of an update whose time is not known. */
    static final long UNKNOWN = 0;

    private static final int SLOTS = 1024; // a power of two

    private record Acceptance(Update update, long nanos) {}

    private final AtomicReferenceArray<@Nullable Acceptance> slots = new AtomicReferenceArray<>(SLOTS);

    private static int slot(Update update) {
        return System.identityHashCode(update) & (SLOTS - 1);
    }

    /** Remembers that the update is accepted now. */
    void note(Update update) {
        slots.set(slot(update), new Acceptance(update, System.nanoTime() | 1)); // a nanosecond off, and never UNKNOWN
    }

    /** Returns when the update was accepted, by {@link System#nanoTime}, and forgets it; {@link #UNKNOWN} if it does not know. */
    long take(Update update) {
        int slot = slot(update);
        Acceptance found = slots.get(slot);
        return found != null && isOf(found, update) && slots.compareAndSet(slot, found, null) ? found.nanos() : UNKNOWN;
    }

    @SuppressWarnings("ReferenceEquality") // the same publish, not an equal one
    private static boolean isOf(Acceptance found, Update update) {
        return found.update() == update;
    }
}
