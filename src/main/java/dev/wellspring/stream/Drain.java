package dev.wellspring.stream;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/*
 *   begin                                   window over
 *     │ s1 ─ s2 ─ s3 ─ s4 ─ … ─ sn              │    1 s    │ s3     s1   sn    s2 …              │
 *     └─────────── streams end ─────────────────┴───────────┴──────── clients come back ──────────┘
 *
 * Nobody is asked to come back before all have been sent away: an application that is undeployed answers 404 meanwhile,
 * and for an EventSource that is the end. And those who were sent away one after the other do not come back all at once.
 */

/**
 * Ends streams evenly over a window, and tells each client when to come back.
 *
 * <p>The time to come back is a {@code retry:} field, the last thing on the stream: what is left of the window, a second,
 * and a random part of the window, at least of two seconds. Safe for use by any thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time">HTML
 *     standard, reconnection time</a>
 */
final class Drain {

    /** For how long the server is away at least. */
    private static final long AWAY_MILLIS = 1000;

    private static final long LEAST_SPREAD_MILLIS = 2000;

    private final LongSupplier nanoTime;
    private final RandomGenerator random; // guarded by itself
    private final CountDownLatch hurry = new CountDownLatch(1);

    private volatile long windowNanos;
    private volatile long began;

    /** @param nanoTime tells the time, as {@link System#nanoTime} */
    Drain(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.began = nanoTime.getAsLong();
    }

    /** The window begins. */
    void begin(Duration window) {
        windowNanos = window.toNanos();
        began = nanoTime.getAsLong();
    }

    /** Dismisses all of them, one after the other, and returns when the last one's turn has come. */
    void run(List<Outbox> streams) {
        for (int i = 0; i < streams.size(); i++) {
            awaitTurn((long) ((double) windowNanos * i / streams.size()));
            dismiss(streams.get(i));
        }
    }

    /** Ends a stream now, with its reconnection time. */
    void dismiss(Outbox stream) {
        stream.end(StreamEnd.STOPPED, EventEncoder.encode(new Event(null, null, null, retryMillis(), null)));
    }

    /** Those whose turn has not come have it now. */
    void hurry() {
        hurry.countDown();
    }

    private void awaitTurn(long turn) {
        long left = turn - (nanoTime.getAsLong() - began);
        if (left <= 0) {
            return;
        }
        try {
            var _ = hurry.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            hurry();
            Thread.currentThread().interrupt();
        }
    }

    private long retryMillis() {
        long windowMillis = TimeUnit.NANOSECONDS.toMillis(windowNanos);
        long left = windowMillis - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began);
        synchronized (random) {
            return Math.max(0, left) + AWAY_MILLIS + random.nextLong(Math.max(LEAST_SPREAD_MILLIS, windowMillis));
        }
    }
}
