package dev.wellspring.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;

/** Looks for damage in a database, for a second at most: a start must not take longer the more is stored. */
final class Soundness {

    private static final Logger log = LoggerFactory.getLogger(Soundness.class);
    private static final long BUDGET_NANOS = 1_000_000_000L;
    private static final int STEPS = 1_000;

    private Soundness() {}

    /** @throws LogFileUnusable if damage is found */
    static void check(Connection connection, Path file) throws SQLException {
        long begun = System.nanoTime();
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - begun > BUDGET_NANOS ? 1 : 0;
            }
        });
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!"ok".equals(found)) {
                throw new LogFileUnusable("The log " + file + " is damaged (" + found
                        + "): restore it from a backup, or move it and its -wal file away to begin a new log.");
            }
        } catch (SQLException e) {
            if (!Failures.isInterrupted(e)) {
                throw e;
            }
            log.debug("The log {} is large: not all of it was checked.", file);
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }
}
