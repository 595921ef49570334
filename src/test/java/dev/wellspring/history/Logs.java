package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named logs and updates for tests. */
final class Logs {

    static final Retention MUCH = new Retention(10_000_000, 1L << 40, Duration.ofDays(1));

    private Logs() {}

    static SqliteSettings settings(Path file, Durability durability, Retention retention) {
        return new SqliteSettings(file, durability, Duration.ofSeconds(1), retention, AppendLimits.DEFAULT);
    }

    static SqliteEventLog sqlite(Path file) {
        return sqlite(file, MUCH, InstantSource.system());
    }

    static SqliteEventLog sqlite(Path file, Retention retention, InstantSource clock) {
        return new SqliteEventLog(settings(file, Durability.ALWAYS, retention), clock);
    }

    static Update update(String data) {
        return update(data, null);
    }

    static Update update(String data, @Nullable String id) {
        return new Update(List.of("https://example.com/books/1"), data, false, id, null, null);
    }

    static List<LoggedUpdate> readAll(EventLog log) {
        return readAll(log, EventLog.START);
    }

    static List<LoggedUpdate> readAll(EventLog log, long after) {
        List<LoggedUpdate> all = new ArrayList<>();
        long place = after;
        while (true) {
            List<LoggedUpdate> page = log.readAfter(place, 1_000);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            place = page.getLast().sequence();
        }
    }
}
