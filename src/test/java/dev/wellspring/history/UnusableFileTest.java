package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

/** What the log says of files it cannot use; it never begins a new log in place of one that is damaged. */
@Timeout(60)
class UnusableFileTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("history.db");
    }

    private List<LoggedUpdate> someUpdates() {
        try (SqliteEventLog log = Logs.sqlite(file)) {
            return append(log, 500);
        }
    }

    private static List<LoggedUpdate> append(EventLog log, int count) {
        List<LoggedUpdate> logged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            logged.add(log.append(Logs.update("x".repeat(200) + i)).join());
        }
        return logged;
    }

    private void assertUnusable(String... parts) {
        assertThatThrownBy(() -> Logs.sqlite(file).close())
                .isInstanceOf(LogFileUnusable.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContainingAll(parts);
    }

    private static void sql(Path database, String... statements) throws SQLException {
        try (Connection connection = new JDBC4Connection(
                        "jdbc:sqlite:" + database, database.toString(), new SQLiteConfig().toProperties());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private void overwrite(long at, byte[] bytes) throws IOException {
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
            torn.seek(at);
            torn.write(bytes);
        }
    }

    @Test
    void aDirectory() throws IOException {
        Files.createDirectory(file);

        assertUnusable("is a directory", "name a file");
    }

    @Test
    void aDirectoryThatIsNotThere() {
        file = directory.resolve("not/mounted/history.db");

        assertUnusable("has no directory", "mount");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aPathThatTheDriverWouldNotUnderstand() {
        file = directory.resolve("history?mode=memory");

        assertUnusable("question mark");
    }

    @Test
    void aTextFile() throws IOException {
        Files.writeString(file, "Dear diary, ".repeat(1_000));

        assertUnusable("not a database", "restore it from a backup");
        assertThat(Files.readString(file)).startsWith("Dear diary, ");
    }

    @Test
    void aDatabaseOfAnotherProgram() throws SQLException {
        sql(file, "CREATE TABLE customers (name TEXT)", "INSERT INTO customers VALUES ('Ada')");

        assertUnusable("not a log of Wellspring", "name another file");
        // And it is left alone.
        sql(file, "UPDATE customers SET name = 'Grace'");
    }

    @Test
    void aLogOfAnotherVersion() throws SQLException {
        someUpdates();
        sql(file, "PRAGMA user_version = 7");

        assertUnusable("schema version 7", "run the version that wrote it");
    }

    @Test
    void aFileThatWasCutOff() throws IOException {
        someUpdates();
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
            torn.setLength(torn.length() / 2);
        }

        assertUnusable("damaged", "restore it from a backup");
    }

    @Test
    void aFileThatWasCutOffToNothing() throws IOException {
        someUpdates();
        Files.write(file, new byte[0]);

        assertUnusable("is empty", "cut off");
        assertThat(file).isEmptyFile();
    }

    @Test
    void aHeaderOfGarbage() throws IOException {
        someUpdates();
        overwrite(0, "garbage garbage garbage".getBytes(StandardCharsets.US_ASCII));

        assertUnusable("not a database", "restore it from a backup");
    }

    @Test
    void aPageOfGarbage() throws IOException {
        someUpdates();
        byte[] garbage = new byte[4096];
        Arrays.fill(garbage, (byte) 0xA5);
        overwrite(10 * 4096, garbage);

        assertUnusable("damaged", "restore it from a backup");
    }

    @Test
    void aFileThatIsGoneWhileItsWriteAheadLogIsThere() throws IOException {
        Path wal = directory.resolve("history.db-wal");
        Files.write(wal, new byte[4096]);

        assertUnusable("is gone", "history.db-wal");
        assertThat(wal).hasSize(4096);
    }

    @Test
    void aFileThatIsInUseInThisProcess() {
        try (SqliteEventLog log = Logs.sqlite(file)) {
            assertUnusable("in use", "in this JVM");
            // Nor has the attempt loosened the hold on it.
            assertUnusable("in use", "in this JVM");
            append(log, 1);
        }
        Logs.sqlite(file).close();
    }

    @Test
    void aFileThatIsInUseByAnotherProcess() throws IOException {
        try (ChildHub hub = ChildHub.start(file, Durability.ALWAYS, "other")) {
            assertThat(hub.nextLine()).contains("other");
            assertUnusable("in use", "another process");
            assertUnusable("in use", "another process");
        }
        Logs.sqlite(file).close();
    }

    @Test
    void aLinkToAFileThatIsInUse() throws IOException {
        Path link = directory.resolve("link.db");
        try (SqliteEventLog log = Logs.sqlite(file)) {
            append(log, 1);
            Files.createSymbolicLink(link, file);
            file = link;
            assertUnusable("in use");
        }
    }

    @Test
    void whatAnEarlierAttemptToMakeALogHasLeftIsNoHindrance() throws IOException {
        Files.writeString(directory.resolve("history.db-new"), "half");
        Files.writeString(directory.resolve("history.db-new-journal"), "half");

        assertThat(someUpdates()).hasSize(500);
    }

    @Test
    void aCopyMadeWhileTheHubWasRunningBeginsANewLife() throws IOException, SQLException {
        Path copy = directory.resolve("copy.db");
        List<LoggedUpdate> before;
        try (SqliteEventLog log = Logs.sqlite(file)) {
            append(log, 5);
            log.append(Logs.update("own", "mine")).join();
            // Moves what was appended to the file, as it happens from time to time.
            sql(file, "PRAGMA wal_checkpoint(TRUNCATE)");
            Files.copy(file, copy);
            before = append(log, 5);
        }
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);

        try (SqliteEventLog log = Logs.sqlite(file)) {
            assertThat(log.head().count()).isEqualTo(6);
            assertThat(log.find("mine")).hasValue(6);
            List<LoggedUpdate> after = append(log, 10);
            // The same places, and yet no client is told that it has seen them.
            assertThat(after)
                    .extracting(LoggedUpdate::sequence)
                    .contains(before.getLast().sequence());
            assertThat(before).allSatisfy(one -> assertThat(log.find(one.id())).isEmpty());
            assertThat(after).allSatisfy(one -> assertThat(log.find(one.id())).hasValue(one.sequence()));
        }
    }
}
