package dev.wellspring.cluster;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: twice as long each time, and not all nodes at the same moment. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(20);

    private final Duration longest;
    private Duration next = FIRST;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    void reset() {
        next = FIRST;
    }

    /** Between half of the time and all of it. */
    Duration next() {
        Duration most = next.compareTo(longest) < 0 ? next : longest;
        next = most.multipliedBy(2);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos() / 2, most.toNanos() + 1));
    }
}
