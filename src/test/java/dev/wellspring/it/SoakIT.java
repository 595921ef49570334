package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A short soak: {@code bench/soak} runs a long one.
 *
 * <p>{@code -Dwellspring.soak.seed=…} for the faults of another run.
 */
@Timeout(240)
class SoakIT {

    private static final Duration TIME = Duration.ofSeconds(25);
    private static final long SEED = Long.getLong("wellspring.soak.seed", System.nanoTime());

    @Test
    void nothingIsLostDoubledMisorderedOrMisdirectedWhateverBreaks() throws Exception {
        System.out.println("SoakIT: -Dwellspring.soak.seed=" + SEED);
        try (Soak soak = new Soak(TIME, SEED)) {
            SoakReport report = soak.run();
            assertThat(report.complaints()).as(report.text()).isEmpty();
            assertThat(report.inLog()).isGreaterThan(100);
            System.out.println(report.text());
        }
    }
}
