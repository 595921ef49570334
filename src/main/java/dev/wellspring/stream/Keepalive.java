package dev.wellspring.stream;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Looks after streams that live long: a comment where nothing was sent for a while, and the end when the time is up. One
 * tick for all of them.
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

    private static final byte[] COMMENT = EventEncoder.encode(Event.comment(""));

    private final long silenceNanos;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<EventStream, Instant> deadlines = new ConcurrentHashMap<>();

    /**
     * Nothing happens before the first {@link #tick}.
     *
     * @param silence after which a comment is sent, to the precision of the ticks; zero for never
     * @param nanoTime the clock of {@link EventStream#lastWriteNanos}
     */
    public Keepalive(Duration silence, InstantSource clock, LongSupplier nanoTime) {
        this.silenceNanos = silence.toNanos();
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Looks after a stream until it is over; the last tick before the deadline ends it. */
    public void watch(EventStream stream, Instant deadline) {
        deadlines.put(stream, deadline);
        stream.ended().thenRun(() -> deadlines.remove(stream));
    }

    /** Looks at all streams once; to be called about every second. */
    public void tick() {
        Instant nextTick = clock.instant().plus(AHEAD);
        long nanos = nanoTime.getAsLong();
        deadlines.forEach((stream, deadline) -> {
            if (!nextTick.isBefore(deadline)) {
                stream.end(StreamEnd.FINISHED);
            } else if (silenceNanos > 0 && nanos - stream.lastWriteNanos() >= silenceNanos) {
                stream.offer(COMMENT);
            }
        });
    }
}
