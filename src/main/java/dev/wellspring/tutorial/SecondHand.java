package dev.wellspring.tutorial;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tick that all clocks share: ten thousand watchers are one entry in the schedule and one event a second.
 *
 * <p>Whoever joins sees the second on show at once, and from then on each following second exactly once, on the grid of
 * the wall clock: a tick that comes late is made up for, so no second is missing or shown twice. Only if the clock was
 * set, or the machine slept, does the hand jump. Safe for use by any thread.
 */
public final class SecondHand {

    private static final Logger log = LoggerFactory.getLogger(SecondHand.class);
    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** A longer silence is no delay to be made up for. */
    private static final int LONGEST_DELAY_SECONDS = 30;

    private final Clock clock;
    private final Sse sse;
    private final SseBroadcaster watchers;
    private final ScheduledExecutorService schedule;
    private final Executor executor;

    private long shown; // the second on show, since the epoch; guarded by this

    /**
     * @param clock the time and the zone it is shown in
     * @param schedule starts the ticks
     * @param executor runs them: the managed executor
     */
    public SecondHand(Clock clock, Sse sse, ScheduledExecutorService schedule, Executor executor) {
        this.clock = clock;
        this.sse = sse;
        this.schedule = schedule;
        this.executor = executor;
        this.shown = clock.instant().getEpochSecond();
        this.watchers = sse.newBroadcaster();
        watchers.onError((_, _) -> log.info("客户端断开连接，停止时钟 (client disconnected)"));
    }

    /** Starts ticking; the schedule's shutdown ends it. */
    public void start() {
        long untilNextSecond = 1000L - Math.floorMod(clock.millis(), 1000);
        try {
            var _ = schedule.schedule(() -> executor.execute(this::tick), untilNextSecond, MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The clock stops with the application.");
        }
    }

    /** Shows the clock to one more client, until it goes. */
    public synchronized void show(SseEventSink sink) {
        // Together with joining, so that the next second comes after this one and is not missed.
        sink.send(label(shown));
        watchers.register(sink);
    }

    private void tick() {
        try {
            advance();
        } finally {
            start();
        }
    }

    /** Shows every second that has begun since the last tick. */
    synchronized void advance() {
        long now = clock.instant().getEpochSecond();
        if (now - shown > LONGEST_DELAY_SECONDS || now < shown - 1) {
            shown = now - 1;
        }
        while (shown < now) {
            shown++;
            watchers.broadcast(label(shown));
        }
    }

    private OutboundSseEvent label(long second) {
        return sse.newEvent(LABEL.format(Instant.ofEpochSecond(second).atZone(clock.getZone())));
    }
}
