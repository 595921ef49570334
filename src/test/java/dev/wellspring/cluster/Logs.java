package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named logs and updates for tests. */
final class Logs {

    static final Retention MUCH = new Retention(10_000_000, 1L << 40, Duration.ofDays(1));
    static final Duration TIMEOUT = Duration.ofMillis(1_500);

    private Logs() {}

    static RedisEventLog open(String address, String name) {
        return open(address, name, MUCH);
    }

    static RedisEventLog open(String address, String name, Retention retention) {
        return open(address, name, retention, TIMEOUT, 0);
    }

    static RedisEventLog open(String address, String name, Retention retention, Duration timeout, int replicas) {
        return new RedisEventLog(
                RedisLogSettings.of(RedisAddress.parse(address), name)
                        .within(timeout)
                        .on(replicas)
                        .keeping(retention),
                LogListener.NONE);
    }

    static Update update(String data) {
        return update(data, null);
    }

    static Update update(String data, @Nullable String id) {
        return new Update(List.of("https://example.com/books/1"), data, false, id, null, null);
    }

    static List<LoggedUpdate> readAll(EventLog log) {
        return readAfter(log, EventLog.START);
    }

    static List<LoggedUpdate> readAfter(EventLog log, long after) {
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
