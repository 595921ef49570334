package dev.wellspring.history;

import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the log on disk is to be.
 *
 * @param file the database; its directory must be there, on a local disk. Beside it lie files of the same name with
 *     {@code -wal}, {@code -shm} and {@code -lock} appended
 * @param durability what an acknowledgement promises
 * @param syncInterval with {@link Durability#INTERVAL}, how much time a power cut may cost; 100 ms to 1 minute
 * @param retention how much is kept
 * @param appends how much may wait to be kept
 */
public record SqliteSettings(
        Path file, Durability durability, Duration syncInterval, Retention retention, AppendLimits appends) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if the interval is out of bounds */
    public SqliteSettings {
        if (syncInterval.compareTo(SHORTEST) < 0 || syncInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The log can be synced every 100 ms to every minute, not every " + syncInterval + ".");
        }
    }

    /** Everything on disk before it is acknowledged, the default retention and limits. */
    public static SqliteSettings of(Path file) {
        return new SqliteSettings(
                file, Durability.ALWAYS, Duration.ofSeconds(1), Retention.DEFAULT, AppendLimits.DEFAULT);
    }
}
