package dev.wellspring.mercure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long a connection may live: until its token expires, and never longer than a bound that differs from connection
 * to connection, so that those who came together do not come back together.
 *
 * @param longest the bound; each connection gets 80 to 100 % of it
 */
public record Lifetime(Duration longest) {

    private static final double SHORTEST_SHARE = 0.8;

    /** @throws IllegalArgumentException if the bound is not positive */
    public Lifetime {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("The lifetime of a connection must be positive.");
        }
    }

    /** When a connection that is opened now has to end. */
    Instant deadline(Instant now, Optional<Instant> tokenExpiry, RandomGenerator random) {
        double share = SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random.nextDouble();
        Instant end = now.plusMillis((long) (longest.toMillis() * share));
        return tokenExpiry.filter(expiry -> expiry.isBefore(end)).orElse(end);
    }
}
