package dev.wellspring.history;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/*
 * updates: one row each, in the order of their places. Columns that are small and asked for when rows are discarded
 *   come first, so that the payload need not be read for it. An id is stored only if the publisher brought it; the
 *   others are computed from the place. The index has only those rows that have one.
 * life: one row about the whole. Its epoch and secret make the ids; the numbers spare counting at start. It is written
 *   in every transaction, so it is never at odds with the updates.
 */

/** The tables, and the marks by which a database is known to be a log. */
final class Schema {

    /** "WSpr", in the header of the file: {@code file history.db} shows it. */
    private static final int APPLICATION = 0x57537072;

    private static final int VERSION = 1;

    private static final String[] TABLES = {
        """
        CREATE TABLE updates (
          sequence INTEGER PRIMARY KEY,
          published_at INTEGER NOT NULL,
          size INTEGER NOT NULL,
          private INTEGER NOT NULL,
          retry INTEGER,
          id TEXT,
          type TEXT,
          topics TEXT NOT NULL,
          data TEXT NOT NULL
        ) STRICT""", "CREATE INDEX updates_by_id ON updates (id) WHERE id IS NOT NULL", """
        CREATE TABLE life (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          epoch INTEGER NOT NULL,
          secret BLOB NOT NULL,
          is_open INTEGER NOT NULL,
          last INTEGER NOT NULL,
          next INTEGER NOT NULL,
          horizon INTEGER NOT NULL,
          count INTEGER NOT NULL,
          bytes INTEGER NOT NULL
        ) STRICT""", """
        INSERT INTO life (one, epoch, secret, is_open, last, next, horizon, count, bytes)
        VALUES (1, 0, x'', 0, 0, 1, 0, 0, 0)"""
    };

    private Schema() {}

    /** Makes the tables in an empty database. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Before anything is written: how pages are given back cannot be changed later.
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
            connection.setAutoCommit(false);
            statement.execute("PRAGMA application_id = " + APPLICATION);
            statement.execute("PRAGMA user_version = " + VERSION);
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        beginLife(connection);
        connection.commit();
    }

    /** Begins a new life: every id made so far becomes unknown. */
    static void beginLife(Connection connection) throws SQLException {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        try (PreparedStatement statement = connection.prepareStatement("UPDATE life SET epoch = ?, secret = ?")) {
            statement.setLong(1, random.nextLong());
            statement.setBytes(2, secret);
            statement.executeUpdate();
        }
    }

    /** @throws LogFileUnusable if the database is not a log, or one of another version */
    static void check(Connection connection, Path file) throws SQLException {
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new LogFileUnusable("The database " + file
                    + " is not a log of Wellspring: name another file, this one belongs to some other program.");
        }
        long version = number(connection, "PRAGMA user_version");
        if (version != VERSION) {
            throw new LogFileUnusable(
                    "The log " + file + " has schema version " + version + ", and this Wellspring knows " + VERSION
                            + ": run the version that wrote it, or name another file to begin a new log.");
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new SQLException("No answer to " + query);
            }
            return rows.getLong(1);
        }
    }
}
