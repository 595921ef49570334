package dev.wellspring.tutorial;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a stream step by step, each step at its time.
 *
 * <p>Where a program for one client would send, sleep and send again, a step sends and says how long the pause after it
 * is. During the pause nothing waits but an entry in the schedule, so ten thousand streams need no more threads than
 * one. The steps run on the managed executor; the schedule's own thread only starts them.
 *
 * <p>Steps keep to a grid: a pause counts from the time its step was due, not from when it was done, so delays do not
 * add up. The steps of one stream never overlap. Safe for use by any thread.
 */
public final class Pace {

    private static final Logger log = LoggerFactory.getLogger(Pace.class);

    private final ScheduledExecutorService schedule;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private volatile boolean stopping;

    /**
     * @param schedule starts the steps when they are due; its thread does nothing else
     * @param executor runs them: the managed executor
     * @param nanoTime the time in nanoseconds that the schedule goes by, {@code System::nanoTime} outside of tests
     */
    public Pace(ScheduledExecutorService schedule, Executor executor, LongSupplier nanoTime) {
        this.schedule = schedule;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** One step of a stream: sends what is due and says what comes next. */
    @FunctionalInterface
    public interface Step {

        /**
         * Plays the step.
         *
         * @param number how many steps came before it: 0, 1, 2 …
         */
        Next play(int number);
    }

    /** What comes after a step: another one after a pause, or the end of the stream. */
    public static final class Next {

        /** The stream is over; the sink is closed. */
        public static final Next END = new Next(null);

        private final @Nullable Duration pause;

        private Next(@Nullable Duration pause) {
            this.pause = pause;
        }

        /** The next step is due this long after the one just played was. */
        public static Next after(Duration pause) {
            return new Next(pause);
        }
    }

    /**
     * Plays a stream from its first step, which is due at once, until a step says {@link Next#END} or the client is
     * gone. Returns immediately.
     *
     * @param lesson the stream's name in the log
     */
    public void play(String lesson, SseEventSink sink, Step step) {
        start(new Performance(lesson, sink, step));
    }

    /** The application is stopping: that streams are closed now says nothing about their clients. */
    public void stop() {
        stopping = true;
    }

    private void start(Performance performance) {
        try {
            executor.execute(performance);
        } catch (RejectedExecutionException e) {
            performance.close(); // the application is stopping
        }
    }

    private final class Performance implements Runnable {

        private final String lesson;
        private final SseEventSink sink;
        private final Step step;
        private long due = nanoTime.getAsLong();
        private int number;

        Performance(String lesson, SseEventSink sink, Step step) {
            this.lesson = lesson;
            this.sink = sink;
            this.step = step;
        }

        @Override
        public void run() {
            if (sink.isClosed()) {
                if (!stopping) {
                    log.info("客户端断开连接，停止 {} (client disconnected)", lesson);
                }
                return;
            }
            Next next = playStep();
            if (next.pause == null) {
                close();
            } else {
                due += next.pause.toNanos();
                startWhenDue();
            }
        }

        private Next playStep() {
            try {
                return step.play(number++);
            } catch (IllegalStateException e) {
                // The client went between the look at the sink and the send; the next look says so.
                return sink.isClosed() ? Next.after(Duration.ZERO) : broken(e);
            } catch (RuntimeException e) {
                return broken(e);
            }
        }

        private Next broken(RuntimeException cause) {
            log.error("The stream {} ends early: step {} failed.", lesson, number - 1, cause);
            return Next.END;
        }

        private void startWhenDue() {
            try {
                var _ = schedule.schedule(() -> start(this), due - nanoTime.getAsLong(), NANOSECONDS);
            } catch (RejectedExecutionException e) {
                close(); // the application is stopping
            }
        }

        private void close() {
            try {
                sink.close();
            } catch (IOException e) {
                log.debug("The stream {} could not be closed in the regular way.", lesson, e);
            }
        }
    }
}
