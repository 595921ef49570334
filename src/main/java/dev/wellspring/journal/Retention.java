package dev.wellspring.journal;

import java.time.Duration;

/**
 * How much a log keeps: what passes any of the three bounds is discarded, the oldest first.
 *
 * <p>The bounds of count and bytes leave at least the newest update, however large; age leaves nothing.
 *
 * @param updates how many updates are kept, at least 1
 * @param bytes how many bytes of updates are kept, at least 1: their text as UTF-8, and 100 for each
 * @param age how long an update is kept, up to 100 years
 */
public record Retention(long updates, long bytes, Duration age) {

    private static final Duration LONGEST = Duration.ofDays(36_525); // before DEFAULT, which is checked with it

    /** A million updates, 512 MiB, seven days. */
    public static final Retention DEFAULT = new Retention(1_000_000, 512L << 20, Duration.ofDays(7));

    /** @throws IllegalArgumentException if a bound is not positive, or the age is longer than 100 years */
    public Retention {
        if (updates < 1) {
            throw new IllegalArgumentException("A log must keep at least 1 update, not " + updates + ".");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("A log must keep at least 1 byte, not " + bytes + ".");
        }
        if (!age.isPositive() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A log must keep updates for some time, at most 100 years, not " + age + ".");
        }
    }

    /**
     * Whether the oldest update has to go.
     *
     * @param count how many updates are stored
     * @param stored how many bytes they have, as {@link Footprint} counts
     * @param published when it was published, in milliseconds
     * @param now the time, in milliseconds
     */
    public boolean discardsOldest(long count, long stored, long published, long now) {
        return now - published > age.toMillis() || (count > 1 && (count > updates || stored > bytes));
    }
}
