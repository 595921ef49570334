package dev.wellspring.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.ManualSchedule;
import dev.wellspring.tutorial.Pace.Next;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualSchedule schedule = new ManualSchedule();
    private final Pace pace = new Pace(schedule, Runnable::run, schedule::nanoTime);
    private final long start = schedule.nanoTime();
    private final FakeSink sink = new FakeSink();
    private final List<String> played = new ArrayList<>();

    /** A sink that is open until it is closed, or until its client goes. */
    private static final class FakeSink implements SseEventSink {
        private boolean closed;
        private int closes;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            closed = true;
            closes++;
        }
    }

    private Next step(int number, Next next) {
        played.add(
                number + " at " + Duration.ofNanos(schedule.nanoTime() - start).toMillis());
        return next;
    }

    @Test
    void theFirstStepIsPlayedAtOnceAndTheOthersAfterTheirPauses() {
        pace.play("test", sink, i -> step(i, i == 3 ? Next.END : Next.after(SECOND.multipliedBy(i + 1))));
        assertThat(played).containsExactly("0 at 0");
        schedule.advance(Duration.ofMillis(999));
        assertThat(played).hasSize(1);
        schedule.advance(Duration.ofMillis(1));
        assertThat(played).containsExactly("0 at 0", "1 at 1000");
        schedule.advance(Duration.ofMinutes(1));
        assertThat(played).containsExactly("0 at 0", "1 at 1000", "2 at 3000", "3 at 6000");
        assertThat(sink.closes).isEqualTo(1);
        assertThat(schedule.waiting()).isZero();
    }

    @Test
    void aLateStepDoesNotMoveTheOnesAfterIt() {
        pace.play("test", sink, i -> step(i, i == 4 ? Next.END : Next.after(SECOND)));
        schedule.stall(Duration.ofMillis(1700));
        schedule.advance(Duration.ofMinutes(1));
        assertThat(played).containsExactly("0 at 0", "1 at 1700", "2 at 2000", "3 at 3000", "4 at 4000");
    }

    @Test
    void overdueStepsAreMadeUpForOneAfterTheOther() {
        pace.play("test", sink, i -> step(i, i == 3 ? Next.END : Next.after(SECOND)));
        schedule.stall(Duration.ofMillis(2500));
        schedule.advance(Duration.ofMinutes(1));
        assertThat(played).containsExactly("0 at 0", "1 at 2500", "2 at 2500", "3 at 3000");
    }

    @Test
    void whenTheClientIsGoneNothingMoreIsPlayedAndItIsLogged() {
        try (CapturedLog log = CapturedLog.of("dev.wellspring.tutorial")) {
            pace.play("pace-test-gone", sink, i -> step(i, Next.after(SECOND)));
            sink.closed = true;
            schedule.advance(Duration.ofMinutes(1));
            assertThat(played).hasSize(1);
            assertThat(sink.closes).isZero();
            assertThat(schedule.waiting()).as("the timer is freed").isZero();
            assertThat(log.lines()).anyMatch(line -> line.contains("客户端断开连接") && line.contains("pace-test-gone"));
        }
    }

    @Test
    void aClientThatGoesBetweenTheLookAndTheSendIsNoError() {
        try (CapturedLog log = CapturedLog.of("dev.wellspring.tutorial")) {
            pace.play("pace-test-race", sink, _ -> {
                sink.closed = true;
                throw new IllegalStateException("The event sink is closed.");
            });
            schedule.advance(SECOND);
            assertThat(log.lines()).anyMatch(line -> line.contains("客户端断开连接") && line.contains("pace-test-race"));
            assertThat(log.lines()).noneMatch(line -> line.contains("pace-test-race") && line.contains("failed"));
        }
    }

    @Test
    void aStepThatFailsEndsTheStreamAndIsLoggedWithItsCause() {
        try (CapturedLog log = CapturedLog.of("dev.wellspring.tutorial")) {
            pace.play("pace-test-broken", sink, i -> {
                if (i == 1) {
                    throw new UnsupportedOperationException("broken");
                }
                return Next.after(SECOND);
            });
            schedule.advance(Duration.ofMinutes(1));
            assertThat(sink.closes).isEqualTo(1);
            assertThat(schedule.waiting()).isZero();
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("pace-test-broken")
                            && line.contains("step 1")
                            && line.contains("UnsupportedOperationException"));
        }
    }

    @Test
    void whenTheExecutorTakesNothingMoreTheStreamIsClosed() {
        Pace stopping = new Pace(
                schedule,
                _ -> {
                    throw new RejectedExecutionException();
                },
                schedule::nanoTime);
        stopping.play("test", sink, i -> step(i, Next.END));
        assertThat(played).isEmpty();
        assertThat(sink.closes).isEqualTo(1);
    }

    @Test
    void whenTheScheduleTakesNothingMoreTheStreamIsClosed() {
        schedule.shutdown();
        pace.play("test", sink, i -> step(i, Next.after(SECOND)));
        assertThat(played).hasSize(1);
        assertThat(sink.closes).isEqualTo(1);
    }

    @Test
    void tenThousandStreamsNeedNoThreadBetweenTheirSteps() {
        int before = Thread.activeCount();
        for (int i = 0; i < 10_000; i++) {
            pace.play("test", new FakeSink(), number -> number == 2 ? Next.END : Next.after(SECOND));
        }
        assertThat(schedule.waiting()).isEqualTo(10_000);
        assertThat(Thread.activeCount()).isLessThan(before + 50);
        schedule.advance(Duration.ofSeconds(2));
        assertThat(schedule.waiting()).isZero();
    }
}
