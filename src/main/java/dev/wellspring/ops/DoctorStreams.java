package dev.wellspring.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two streams whose timing tells a browser what is between it and the server. Both end by themselves.
 *
 * <p>Between two events nothing waits but an entry in the schedule. Safe for use by any thread.
 */
public final class DoctorStreams {

    /** How many events a pulse has. */
    static final int BEATS = 8;

    /** How far they are apart: far enough for a browser to see it, near enough to be over in two seconds. */
    static final Duration BETWEEN_BEATS = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(DoctorStreams.class);

    private final ScheduledExecutorService schedule;
    private final Executor executor;
    private final Duration heartbeat;

    /**
     * @param schedule starts what is due; its thread does nothing else
     * @param executor sends
     * @param heartbeat after how much silence streams of the hub get a comment; zero for never
     */
    public DoctorStreams(ScheduledExecutorService schedule, Executor executor, Duration heartbeat) {
        this.schedule = schedule;
        this.executor = executor;
        this.heartbeat = heartbeat;
    }

    /** After how much silence streams of the hub get a comment; zero for never. */
    Duration heartbeat() {
        return heartbeat;
    }

    /** Sends numbered events at a steady pace, and ends. */
    void pulse(Sse sse, SseEventSink sink) {
        List<OutboundSseEvent> beats = IntStream.range(0, BEATS)
                .mapToObj(number -> sse.newEventBuilder()
                        .id(String.valueOf(number))
                        .data(String.valueOf(number))
                        .build())
                .toList();
        play(sink, beats, BETWEEN_BEATS);
    }

    /** Is silent but for two heartbeats, as a stream of the hub on which nothing happens, and ends; without heartbeats it ends at once. */
    void heartbeats(Sse sse, SseEventSink sink) {
        OutboundSseEvent comment = sse.newEventBuilder().comment("heartbeat").build();
        OutboundSseEvent begin = sse.newEventBuilder().comment("begin").build();
        play(sink, heartbeat.isZero() ? List.of(begin) : List.of(begin, comment, comment), heartbeat);
    }

    private void play(SseEventSink sink, List<OutboundSseEvent> events, Duration pause) {
        start(new Play(sink, events, pause, 0));
    }

    private void start(Play play) {
        try {
            executor.execute(play);
        } catch (RejectedExecutionException e) {
            play.close(); // the application is stopping
        }
    }

    /** One event, after which the next one is due. */
    private final class Play implements Runnable {

        private final SseEventSink sink;
        private final List<OutboundSseEvent> events;
        private final Duration pause;
        private final int next;

        Play(SseEventSink sink, List<OutboundSseEvent> events, Duration pause, int next) {
            this.sink = sink;
            this.events = events;
            this.pause = pause;
            this.next = next;
        }

        @Override
        public void run() {
            try {
                if (sink.isClosed()) {
                    return;
                }
                var _ = sink.send(events.get(next));
            } catch (IllegalStateException e) {
                return; // the client went between the look and the send
            }
            if (next + 1 == events.size()) {
                close();
            } else {
                startWhenDue(new Play(sink, events, pause, next + 1));
            }
        }

        private void startWhenDue(Play following) {
            try {
                var _ = schedule.schedule(() -> start(following), pause.toMillis(), MILLISECONDS);
            } catch (RejectedExecutionException e) {
                close(); // the application is stopping
            }
        }

        private void close() {
            try {
                sink.close();
            } catch (IOException e) {
                log.debug("A stream of the doctor could not be closed in the regular way.", e);
            }
        }
    }
}
