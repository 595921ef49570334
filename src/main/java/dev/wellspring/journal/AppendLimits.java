package dev.wellspring.journal;

/**
 * How much may wait for the log to keep it; what comes on top is refused.
 *
 * @param updates how many updates may be accepted and not answered yet, at least 1
 * @param bytes how many bytes they may have together, at least 1; a single one may have more if nothing else waits
 */
public record AppendLimits(int updates, long bytes) {

    /** Ten thousand updates, 32 MiB. */
    public static final AppendLimits DEFAULT = new AppendLimits(10_000, 32L << 20);

    static final AppendLimits UNLIMITED = new AppendLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

    /** @throws IllegalArgumentException if a limit is not positive */
    public AppendLimits {
        if (updates < 1 || bytes < 1) {
            throw new IllegalArgumentException("At least 1 update and 1 byte must be allowed to wait for the log.");
        }
    }
}
