package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

@Timeout(60)
@Isolated("It looks at what is left on the machine.")
class SqliteRetentionTest {

    private static final Retention FEW = new Retention(100, 1L << 30, Duration.ofDays(1));

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("history.db");
    }

    private static List<LoggedUpdate> append(SqliteEventLog log, int count) {
        List<LoggedUpdate> logged = new ArrayList<>();
        while (logged.size() < count) {
            List<CompletableFuture<LoggedUpdate>> some = IntStream.range(0, Math.min(count - logged.size(), 5_000))
                    .mapToObj(i -> log.append(Logs.update("x".repeat(500) + i)))
                    .toList();
            some.forEach(future -> logged.add(future.join()));
        }
        return logged;
    }

    @Test
    void anIdleLogDiscardsWhatIsTooOldAndGoesOnBehindIt() {
        HandClock clock = new HandClock();
        LoggedUpdate newest;
        try (SqliteEventLog log = Logs.sqlite(file, Logs.MUCH, clock)) {
            newest = append(log, 2_000).getLast();
            clock.advance(Logs.MUCH.age().plusSeconds(1));

            await().until(() -> log.head().count() == 0);

            assertThat(log.head().lastId()).isNull();
            assertThat(log.head().last()).isEqualTo(newest.sequence());
            assertThat(log.readAfter(0, 10)).isEmpty();
            // Who has seen the newest has missed nothing.
            assertThat(log.find(newest.id())).hasValue(newest.sequence());
        }
        try (SqliteEventLog log = Logs.sqlite(file, Logs.MUCH, clock)) {
            assertThat(log.head().last()).isEqualTo(newest.sequence());
            assertThat(log.find(newest.id())).hasValue(newest.sequence());
            assertThat(append(log, 1).getFirst().sequence()).isGreaterThan(newest.sequence());
        }
    }

    @Test
    void anUpdateThatIsLargerThanAllThatMayBeKeptIsKeptAlone() {
        Retention tiny = new Retention(1_000, 1_000, Duration.ofDays(1));
        try (SqliteEventLog log = Logs.sqlite(file, tiny, InstantSource.system())) {
            append(log, 1);
            LoggedUpdate large = log.append(Logs.update("x".repeat(10_000))).join();

            assertThat(Logs.readAll(log)).containsExactly(large);
        }
    }

    @Test
    void aLogThatIsToKeepLessShrinksWhileUpdatesGoOn() throws IOException {
        try (SqliteEventLog log = Logs.sqlite(file)) {
            append(log, 40_000);
        }
        long before = Files.size(file);

        try (SqliteEventLog log = Logs.sqlite(file, FEW, InstantSource.system())) {
            long[] nanos = new long[1_000];
            for (int i = 0; i < nanos.length; i++) {
                long begun = System.nanoTime();
                append(log, 1);
                nanos[i] = System.nanoTime() - begun;
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "Publishing while 40,000 updates are discarded: median %d µs, p99 %d µs, longest %d µs%n",
                    nanos[500] / 1_000, nanos[990] / 1_000, nanos[999] / 1_000);

            await().until(() -> log.head().count() == 100);
            // Pages are given back in small steps, until few are unused.
            await().until(() -> pages() < 3_000);
        }
        assertThat(Files.size(file)).isLessThan(before / 2);
    }

    private long pages() throws SQLException {
        try (Connection connection =
                new JDBC4Connection("jdbc:sqlite:" + file, file.toString(), new SQLiteConfig().toProperties())) {
            return Schema.number(connection, "PRAGMA page_count");
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        SqliteSettings settings = new SqliteSettings(
                file, Durability.ALWAYS, Duration.ofSeconds(1), Logs.MUCH, new AppendLimits(10, 1 << 20));
        try (SqliteEventLog log = new SqliteEventLog(settings, InstantSource.system())) {
            List<CompletableFuture<LoggedUpdate>> futures = IntStream.range(0, 5_000)
                    .mapToObj(i -> log.append(Logs.update("number " + i)))
                    .toList();
            long kept = futures.stream()
                    .map(future -> future.handle((logged, _) -> logged != null).join())
                    .filter(isKept -> isKept)
                    .count();

            assertThat(kept).isBetween(10L, 4_999L);
            assertThat(log.head().count()).isEqualTo(kept);
        }
    }

    @Test
    void nothingIsLeftWhenTheLogIsClosed() {
        SqliteEventLog log = Logs.sqlite(file);
        append(log, 10);
        Logs.readAll(log);

        log.close();

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("history.db", "history.db-lock");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("wellspring-log"));
    }
}
