package dev.wellspring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** What counts as in time: the one place where the tests say how slow a machine may be. */
public final class Timing {

    /** How much too early something may seem: the request is on its way when the client's clock starts. */
    public static final Duration EARLY = Duration.ofMillis(20);

    /** How late it may be on a machine that has much else to do. */
    public static final Duration LATE = Duration.ofMillis(400);

    /** How long to wait for what should come at once before calling it lost. */
    public static final Duration SOON = Duration.ofSeconds(10);

    private Timing() {}

    /** Asserts that something happened this long after the start. */
    public static void assertDue(String what, long startNanos, long nanos, Duration due) {
        assertThat(Duration.ofNanos(nanos - startNanos))
                .as("%s is due after %s", what, due)
                .isBetween(due.minus(EARLY), due.plus(LATE));
    }
}
