package dev.wellspring.stream;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A timer wheel.
 *
 *        now
 *         ▼
 *   [ ][ ][•][ ][•••][ ][ ][••] …  64 slots of a second, then from the beginning
 *
 * Every stream is in the slot of the second in which it has to be looked at next: when it would have been silent for too
 * long if nothing went out until then, or when its time is up. Looking puts it into its next slot. So a tick touches only
 * the streams that are due, and writing to a stream moves nothing: that it was written to is found out when it is due. What
 * is further away than the wheel is long is looked at once a round. A stream that is over stays until it is due, as a few
 * bytes.
 */

/**
 * Looks after streams that live long: a comment where nothing was sent for a while, and the end when the time is up. One
 * timer for all of them.
 *
 * <p>The comment keeps proxies from taking a silent connection for a dead one, and is how a client that left without a
 * word is noticed. Safe for use by any thread.
 */
public final class Keepalive {

    /**
     * How long before its deadline a stream may be ended: ticks come about every second, and none may come after a token
     * has expired.
     */
    private static final Duration AHEAD = Duration.ofMillis(1500);

    private static final Logger log = LoggerFactory.getLogger(Keepalive.class);

    private static final byte[] COMMENT = EventEncoder.encode(Event.comment(""));
    private static final int SLOTS = 64;
    private static final long SLOT_NANOS = 1_000_000_000L;

    private record Watched(EventStream stream, long deadlineMillis) {}

    private final long silenceNanos;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long start;
    private final List<List<Watched>> wheel = new ArrayList<>(); // guarded by this
    private long turned; // the slot, counted from the start, up to which all were looked at; guarded by this

    /**
     * Nothing happens before the first {@link #tick}.
     *
     * @param silence after which a comment is sent, to the precision of the ticks; zero for never
     * @param nanoTime the clock of {@link EventStream#lastWriteNanos}
     */
    public Keepalive(Duration silence, InstantSource clock, LongSupplier nanoTime) {
        this.silenceNanos = silence.isZero() ? Long.MAX_VALUE : silence.toNanos();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        for (int slot = 0; slot < SLOTS; slot++) {
            wheel.add(new ArrayList<>());
        }
    }

    /** Looks after a stream until it is over; the last tick before the deadline ends it. */
    public void watch(EventStream stream, Instant deadline) {
        Watched watched = new Watched(stream, deadline.toEpochMilli());
        lookAgain(watched, Math.min(untilDeadline(watched), silenceNanos));
    }

    /** Looks at the streams that are due; to be called about every second. */
    public void tick() {
        due().forEach(this::lookSafely);
    }

    /** Whatever fails at one stream, the others are looked at, now and later. */
    private void lookSafely(Watched watched) {
        try {
            look(watched);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            lookAgain(watched, SLOT_NANOS);
            log.error("A stream could not be looked after, and will be in a second.", e);
        }
    }

    private synchronized List<Watched> due() {
        long now = slot();
        List<Watched> due = new ArrayList<>();
        for (long slot = Math.max(turned + 1, now - SLOTS + 1); slot <= now; slot++) {
            due.addAll(wheel.set((int) (slot % SLOTS), new ArrayList<>()));
        }
        turned = Math.max(turned, now);
        return due;
    }

    private void look(Watched watched) {
        EventStream stream = watched.stream();
        if (stream.isClosed()) {
            return;
        }
        long untilDeadline = untilDeadline(watched);
        if (untilDeadline <= 0) {
            stream.end(StreamEnd.FINISHED);
            return;
        }
        long untilSilent = silenceNanos - (nanoTime.getAsLong() - stream.lastWriteNanos());
        if (untilSilent <= 0) {
            stream.offer(COMMENT);
            untilSilent = silenceNanos;
        }
        lookAgain(watched, Math.min(untilDeadline, untilSilent));
    }

    private long untilDeadline(Watched watched) {
        return Duration.ofMillis(watched.deadlineMillis() - clock.millis())
                .minus(AHEAD)
                .toNanos();
    }

    /** Rounds down, as too early is only looked at once more. */
    private synchronized void lookAgain(Watched watched, long afterNanos) {
        long ahead = Math.clamp(afterNanos / SLOT_NANOS, 1, SLOTS - 1);
        // From the slot all were looked at up to: had the wheel not been turned for long, this one would not be found.
        wheel.get((int) ((Math.max(turned, slot()) + ahead) % SLOTS)).add(watched);
    }

    /** The number of the slot that is now, counted from the start. */
    private long slot() {
        return (nanoTime.getAsLong() - start) / SLOT_NANOS;
    }
}
