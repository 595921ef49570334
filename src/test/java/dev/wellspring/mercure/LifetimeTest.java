package dev.wellspring.mercure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When connections end. */
class LifetimeTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Lifetime lifetime = new Lifetime(Duration.ofMinutes(10));
    private final Random random = new Random(1);

    @Test
    void isSpreadOverTheLastFifth() {
        Set<Instant> deadlines = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Instant deadline = lifetime.deadline(NOW, Optional.empty(), random);
            assertThat(deadline).isBetween(NOW.plusSeconds(480), NOW.plusSeconds(600));
            deadlines.add(deadline);
        }
        assertThat(deadlines).hasSizeGreaterThan(900);
        assertThat(deadlines).anyMatch(it -> it.isBefore(NOW.plusSeconds(490)));
        assertThat(deadlines).anyMatch(it -> it.isAfter(NOW.plusSeconds(590)));
    }

    @Test
    void neverOutlivesTheToken() {
        assertThat(lifetime.deadline(NOW, Optional.of(NOW.plusSeconds(5)), random))
                .isEqualTo(NOW.plusSeconds(5));
        assertThat(lifetime.deadline(NOW, Optional.of(NOW.plusSeconds(9999)), random))
                .isBetween(NOW.plusSeconds(480), NOW.plusSeconds(600));
    }

    @Test
    void mustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Lifetime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Lifetime(Duration.ofSeconds(-1)));
    }
}
