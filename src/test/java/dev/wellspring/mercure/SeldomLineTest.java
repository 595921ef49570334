package dev.wellspring.mercure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.CapturedLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SeldomLineTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow

    @Test
    void aLineComesOnceAMinuteAndSaysForHowMany() {
        try (CapturedLog log = CapturedLog.of("a-line-that-is-seldom")) {
            SeldomLine line = new SeldomLine(LoggerFactory.getLogger("a-line-that-is-seldom"), "No: {}", now::get);
            line.warn(new IllegalStateException("first"));
            for (int i = 0; i < 1000; i++) {
                line.warn(new IllegalStateException("again"));
            }
            now.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
            line.warn(new IllegalStateException("still"));
            assertThat(log.lines()).containsExactly("No: first");

            now.incrementAndGet();
            line.warn(new IllegalStateException("later"));
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            line.warn(new IllegalStateException("last"));
            assertThat(log.lines())
                    .containsExactly("No: first", "No: later (1001 more since the last line)", "No: last");
        }
    }
}
