package dev.wellspring.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.stream.StreamFeature;
import dev.wellspring.testing.ManualSchedule;
import dev.wellspring.testing.ManualSchedule.ManualClock;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SecondHandTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final ManualSchedule schedule = new ManualSchedule();
    private final ManualClock clock = schedule.clock(Instant.parse("2026-02-11T02:30:00.250Z"), SHANGHAI);
    private final SecondHand secondHand = new SecondHand(clock, new DirectSse(), schedule, Runnable::run);
    private final Watcher watcher = new Watcher();

    /** Real events, and a broadcaster that hands them on at once, to any sink. */
    private static final class DirectSse implements Sse {
        @Override
        public OutboundSseEvent.Builder newEventBuilder() {
            return StreamFeature.sse().newEventBuilder();
        }

        @Override
        public SseBroadcaster newBroadcaster() {
            return new DirectBroadcaster();
        }
    }

    private static final class DirectBroadcaster implements SseBroadcaster {
        private final List<SseEventSink> sinks = new ArrayList<>();

        @Override
        public void onError(BiConsumer<SseEventSink, Throwable> onError) {}

        @Override
        public void onClose(Consumer<SseEventSink> onClose) {}

        @Override
        public void register(SseEventSink sink) {
            sinks.add(sink);
        }

        @Override
        public CompletionStage<?> broadcast(OutboundSseEvent event) {
            sinks.forEach(sink -> sink.send(event));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            sinks.clear();
        }

        @Override
        public void close(boolean cascading) {
            close();
        }
    }

    private static final class Watcher implements SseEventSink {
        private final List<String> seen = new ArrayList<>();

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            seen.add(String.valueOf(event.getData()));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}

        private List<String> seconds() {
            assertThat(seen).allSatisfy(label -> assertThat(label).startsWith("2026-02-11 10:3"));
            return seen.stream()
                    .map(label -> label.substring("2026-02-11 10:".length()))
                    .toList();
        }
    }

    @Test
    void whoJoinsSeesTheSecondOnShowAtOnceInTheZoneOfTheClock() {
        secondHand.show(watcher);
        assertThat(watcher.seen).containsExactly("2026-02-11 10:30:00");
    }

    @Test
    void everySecondComesOnceAndOnTheGridOfTheClock() {
        secondHand.start();
        secondHand.show(watcher);
        schedule.advance(Duration.ofMillis(749));
        assertThat(watcher.seconds()).containsExactly("30:00");
        schedule.advance(Duration.ofMillis(1));
        assertThat(watcher.seconds()).containsExactly("30:00", "30:01");
        schedule.advance(Duration.ofSeconds(4));
        assertThat(watcher.seconds()).containsExactly("30:00", "30:01", "30:02", "30:03", "30:04", "30:05");
    }

    @Test
    void aHundredSecondsDoNotDrift() {
        secondHand.start();
        secondHand.show(watcher);
        for (int i = 0; i < 100; i++) {
            schedule.stall(Duration.ofMillis(990 + i % 20));
        }
        schedule.advance(Duration.ofMillis(500));
        assertThat(watcher.seen).hasSizeBetween(100, 101).doesNotHaveDuplicates();
    }

    @Test
    void aLateTickIsMadeUpForWithoutMissingASecond() {
        secondHand.start();
        secondHand.show(watcher);
        schedule.stall(Duration.ofMillis(3_100));
        assertThat(watcher.seconds()).containsExactly("30:00", "30:01", "30:02", "30:03");
        schedule.advance(Duration.ofMillis(650));
        assertThat(watcher.seconds()).endsWith("30:03", "30:04");
    }

    @Test
    void whoJoinsBetweenALateTickMissesNothingAndSeesNothingTwice() {
        secondHand.show(watcher);
        schedule.advance(Duration.ofMillis(1_900)); // nothing ticks: the hand is behind the clock
        Watcher late = new Watcher();
        secondHand.show(late);
        secondHand.advance();
        schedule.advance(Duration.ofSeconds(1));
        secondHand.advance();
        assertThat(watcher.seconds()).containsExactly("30:00", "30:01", "30:02", "30:03");
        assertThat(late.seconds()).containsExactly("30:00", "30:01", "30:02", "30:03");
    }

    @Test
    void aTickThatComesTooEarlyShowsNothing() {
        secondHand.show(watcher);
        secondHand.advance();
        secondHand.advance();
        assertThat(watcher.seconds()).containsExactly("30:00");
    }

    @Test
    void halfAMinuteIsMadeUpFor() {
        secondHand.show(watcher);
        clock.set(Duration.ofSeconds(30));
        secondHand.advance();
        assertThat(watcher.seen).hasSize(31);
    }

    @Test
    void aClockSetForwardMakesTheHandJump() {
        secondHand.show(watcher);
        clock.set(Duration.ofMinutes(5));
        secondHand.advance();
        assertThat(watcher.seconds()).containsExactly("30:00", "35:00");
    }

    @Test
    void aClockSetBackMakesTheHandJumpBack() {
        schedule.advance(Duration.ofMinutes(5));
        secondHand.advance();
        secondHand.show(watcher);
        clock.set(Duration.ofMinutes(-3));
        secondHand.advance();
        assertThat(watcher.seconds()).containsExactly("35:00", "32:00");
        schedule.advance(Duration.ofSeconds(1));
        secondHand.advance();
        assertThat(watcher.seconds()).endsWith("32:00", "32:01");
    }

    @Test
    void aClockThatIsASecondFastAndCorrectedShowsNoSecondTwice() {
        secondHand.show(watcher);
        schedule.advance(Duration.ofSeconds(1));
        secondHand.advance();
        clock.set(Duration.ofSeconds(-1));
        secondHand.advance();
        schedule.advance(Duration.ofSeconds(2));
        secondHand.advance();
        assertThat(watcher.seconds()).containsExactly("30:00", "30:01", "30:02");
    }

    @Test
    void theHandStopsWithTheSchedule() {
        secondHand.start();
        schedule.shutdown();
        schedule.advance(Duration.ofMinutes(1));
        secondHand.start();
        assertThat(schedule.waiting()).isZero();
    }
}
