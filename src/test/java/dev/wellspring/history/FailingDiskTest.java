package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.Prerequisite;
import dev.wellspring.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full, or cannot be written for a while. */
@Timeout(60)
class FailingDiskTest {

    private final List<LoggedUpdate> acknowledged = new ArrayList<>();
    private final List<LoggedUpdate> told = Collections.synchronizedList(new ArrayList<>());

    /** Appends until there is no room left, not even after trying again. */
    private LogUnavailable appendUntilRefused(EventLog log) {
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            try {
                append(log, "x".repeat(2_000) + i);
                refused = 0;
            } catch (CompletionException e) {
                refused++;
                if (refused == 3) {
                    return (LogUnavailable) e.getCause();
                }
            }
        }
        throw new AssertionError("The disk is never full.");
    }

    private void append(EventLog log, String data) {
        acknowledged.add(log.append(Logs.update(data)).join());
    }

    private boolean takes(EventLog log) {
        try {
            append(log, "again");
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** What even the superuser cannot write. */
    private static void makeImmutable(Path file) {
        Prerequisite.require(
                SmallDisk.run("chattr", "+i", file.toString()),
                "There is no right, or no way, to make files immutable.");
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskRefusesLosesNothingAndRecovers(Durability durability) throws IOException {
        try (SmallDisk disk = SmallDisk.mount(3)) {
            Path file = disk.file("history.db");
            Path ballast = disk.file("ballast");
            Files.write(ballast, new byte[1 << 20]);
            try (SqliteEventLog log =
                    new SqliteEventLog(Logs.settings(file, durability, Logs.MUCH), InstantSource.system())) {
                log.tail(told::addAll);

                LogUnavailable refusal = appendUntilRefused(log);

                assertThat(refusal).hasMessageContaining(file.toString()).hasMessageContaining("full");
                assertThat(acknowledged).hasSizeGreaterThan(50);
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
                assertThat(log.find(acknowledged.getLast().id()))
                        .hasValue(acknowledged.getLast().sequence());

                Files.delete(ballast);

                await().until(() -> takes(log));
                for (int i = 0; i < 50; i++) {
                    append(log, "after " + i);
                }
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
                assertThat(List.copyOf(told)).isEqualTo(acknowledged);
            }
            try (SqliteEventLog log = Logs.sqlite(file)) {
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
            }
        }
    }

    @Test
    void aLogThatIsClosedOnAFullDiskIsWholeAfterwards() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(2)) {
            Path file = disk.file("history.db");
            try (SqliteEventLog log = Logs.sqlite(file)) {
                appendUntilRefused(log);
            }
            try (SqliteEventLog log = Logs.sqlite(file)) {
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
                assertThat(log.find(acknowledged.getFirst().id()))
                        .hasValue(acknowledged.getFirst().sequence());
            }
        }
    }

    @Test
    void aDiskWithoutRoomForANewLogIsToldAtTheStart() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(1)) {
            Path file = disk.file("history.db");
            Path ballast = disk.file("ballast");
            assertThatThrownBy(() -> Files.write(ballast, new byte[2 << 20])).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Logs.sqlite(file).close())
                    .isInstanceOf(LogFileUnusable.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("full");
            Files.delete(ballast);
            try (SqliteEventLog log = Logs.sqlite(file)) {
                append(log, "with room");
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
            }
        }
    }

    @Test
    void retentionMakesRoomOnADiskThatIsLargeEnoughForIt() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(8)) {
            Path file = disk.file("history.db");
            Retention retention = new Retention(1_000_000, 1 << 20, Duration.ofDays(1));
            try (SqliteEventLog log = Logs.sqlite(file, retention, InstantSource.system())) {
                for (int i = 0; i < 8_000; i++) {
                    append(log, "x".repeat(2_000) + i);
                }
                assertThat(log.head().count()).isBetween(400L, 520L);
            }
        }
    }

    @Test
    void aDiskThatCanOnlyBeReadIsToldAtTheStart() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(4)) {
            Path file = disk.file("history.db");
            try (SqliteEventLog log = Logs.sqlite(file)) {
                append(log, "x");
            }
            disk.makeReadOnly();

            assertThatThrownBy(() -> Logs.sqlite(file).close())
                    .isInstanceOf(LogFileUnusable.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("right to write");
            assertThatThrownBy(() -> Logs.sqlite(disk.file("new.db")).close())
                    .isInstanceOf(LogFileUnusable.class)
                    .hasMessageContaining("right to write");

            disk.makeWritable();
            try (SqliteEventLog log = Logs.sqlite(file)) {
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
            }
        }
    }

    @Test
    void aFileThatMayNotBeWrittenIsToldAtTheStart(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.db");
        Logs.sqlite(file).close();
        makeImmutable(file);
        try {
            assertThatThrownBy(() -> Logs.sqlite(file).close())
                    .isInstanceOf(LogFileUnusable.class)
                    .hasMessageContaining("may not be written");
        } finally {
            SmallDisk.run("chattr", "-i", file.toString());
        }
    }

    @Test
    void aDiskThatCannotBeWrittenForAWhileRefusesLosesNothingAndRecovers(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.db");
        Path wal = directory.resolve("history.db-wal");
        try (SqliteEventLog log = Logs.sqlite(file)) {
            append(log, "before");
            makeImmutable(wal);
            try {
                Prerequisite.require(!takes(log), "Immutable files can be written where they are open.");
                assertThat(takes(log)).isFalse();
                assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
            } finally {
                SmallDisk.run("chattr", "-i", wal.toString());
            }

            await().until(() -> takes(log));
            assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
        }
        try (SqliteEventLog log = Logs.sqlite(file)) {
            assertThat(Logs.readAll(log)).isEqualTo(acknowledged);
        }
    }
}
