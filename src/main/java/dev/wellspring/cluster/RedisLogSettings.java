package dev.wellspring.cluster;

import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.time.Duration;

/**
 * What the log on Redis is to be.
 *
 * @param address where it is
 * @param name what its keys begin with, in braces, so that all of them are in one slot of a cluster; logs of different
 *     names have nothing to do with each other
 * @param timeout how long an append may take before it is refused, and how long Redis may take to answer; 100 ms to 1
 *     minute
 * @param replicas how many replicas must have an update before it is acknowledged; 0 for none
 * @param retention how much is kept; where nodes differ, the least of them
 * @param appends how much may wait on this node to be kept
 */
public record RedisLogSettings(
        RedisAddress address, String name, Duration timeout, int replicas, Retention retention, AppendLimits appends) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if the name, the timeout or the number of replicas cannot be used */
    public RedisLogSettings {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("it is up to 64 letters, digits, dots, dashes and underscores.");
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("it is PT0.1S to PT1M.");
        }
        if (replicas < 0) {
            throw new IllegalArgumentException("it is at least 0.");
        }
    }

    /** The default timeout, retention and limits, and no replicas. */
    public static RedisLogSettings of(RedisAddress address, String name) {
        return new RedisLogSettings(
                address, name, Duration.ofMillis(1_500), 0, Retention.DEFAULT, AppendLimits.DEFAULT);
    }

    /** The same with another timeout. */
    public RedisLogSettings within(Duration newTimeout) {
        return new RedisLogSettings(address, name, newTimeout, replicas, retention, appends);
    }

    /** The same, waiting for so many replicas. */
    public RedisLogSettings on(int newReplicas) {
        return new RedisLogSettings(address, name, timeout, newReplicas, retention, appends);
    }

    /** The same, keeping as much as this. */
    public RedisLogSettings keeping(Retention newRetention) {
        return new RedisLogSettings(address, name, timeout, replicas, newRetention, appends);
    }
}
