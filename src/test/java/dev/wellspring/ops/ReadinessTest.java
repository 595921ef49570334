package dev.wellspring.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.history.MemoryEventLog;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.Selection;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.Timing;
import dev.wellspring.topic.Matchers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Update CANARY = Update.canary("test");
    private static final Selection SELECTION = new Selection(
            List.of(new Matchers("http://hub.invalid/.well-known/mercure")
                    .exact(CANARY.topics().getFirst())),
            List.of());

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryEventLog log =
            new MemoryEventLog(Retention.DEFAULT, AppendLimits.DEFAULT, InstantSource.system());
    private final Hub hub = new Hub(log, Runnable::run, 1, 1_000_000);
    private final Readiness readiness = new Readiness(hub, CANARY, SELECTION, () -> false, nanos::get);

    @AfterEach
    void close() {
        hub.close();
        log.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aResultIsGoodForHalfAMinute() {
        hub.start();
        assertThat(readiness.check()).isEqualTo(Health.up());
        pass(Duration.ofSeconds(29));
        assertThat(readiness.check()).isEqualTo(Health.up());
        assertThat(log.head().count()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(readiness.check()).isEqualTo(Health.up());
        assertThat(log.head().count()).isEqualTo(2);
        assertThat(hub.audienceCount()).isZero();
    }

    @Test
    void aLogThatKeepsNothingIsSeenAfterHalfAMinute() {
        hub.start();
        assertThat(readiness.check().isUp()).isTrue();
        log.close();
        pass(Duration.ofSeconds(30));
        Health health = readiness.check();
        assertThat(health.isUp()).isFalse();
        assertThat(health.failed()).isEqualTo("log");
        assertThat(health.detail()).isEqualTo("The log is closed.");
    }

    @Test
    void aBadResultIsGoodForThreeSeconds() {
        assertThat(readiness.check().isUp()).isFalse();
        hub.start();
        pass(Duration.ofMillis(2_999));
        assertThat(readiness.check().isUp()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(readiness.check()).isEqualTo(Health.up());
    }

    @Test
    void aHubThatDeliversNothingWithinTwoSecondsIsNotReady() {
        // Not started: the log keeps updates, and nobody brings them to anybody.
        long began = System.nanoTime();
        Health health = readiness.check();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(2).plus(Timing.SOON));
        assertThat(health.failed()).isEqualTo("delivery");
        assertThat(hub.audienceCount()).isZero();
    }
}
