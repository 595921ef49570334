package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Retention;
import dev.wellspring.journal.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that changes the database, with its statements. Everything since the last commit is one
 * transaction. After a failure it can only be closed, which undoes what was not committed. Used by one thread.
 */
final class WriteConnection implements AutoCloseable {

    private static final long WAL_KEPT_BYTES = 16L << 20;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement oldest;
    private final PreparedStatement delete;
    private final PreparedStatement save;
    private boolean syncing;

    WriteConnection(LogFile file) throws SQLException {
        connection = file.connect(false);
        try {
            execute("PRAGMA journal_size_limit = " + WAL_KEPT_BYTES);
            // On macOS an ordinary sync does not reach the disk; elsewhere this has no meaning.
            execute("PRAGMA fullfsync = ON");
            execute("PRAGMA synchronous = FULL");
            syncing = true;
            insert = connection.prepareStatement("""
                    INSERT INTO updates (sequence, published_at, size, private, retry, id, type, topics, data)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
            oldest = connection.prepareStatement(
                    "SELECT sequence, size, published_at FROM updates ORDER BY sequence LIMIT ?");
            delete = connection.prepareStatement("DELETE FROM updates WHERE sequence <= ?");
            save = connection.prepareStatement(
                    "UPDATE life SET is_open = ?, last = ?, next = ?, horizon = ?, count = ?, bytes = ?");
            connection.setAutoCommit(false);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Whether the next commits wait for the disk. Only between transactions. */
    void sync(boolean sync) throws SQLException {
        if (sync != syncing) {
            between("PRAGMA synchronous = " + (sync ? "FULL" : "NORMAL"));
            syncing = sync;
        }
    }

    void insert(LoggedUpdate logged, long published, long size) throws SQLException {
        Update update = logged.update();
        Long retry = update.retry();
        insert.setLong(1, logged.sequence());
        insert.setLong(2, published);
        insert.setLong(3, size);
        insert.setBoolean(4, update.isPrivate());
        if (retry == null) {
            insert.setNull(5, Types.INTEGER);
        } else {
            insert.setLong(5, retry);
        }
        insert.setString(6, update.id());
        insert.setString(7, update.type());
        insert.setString(8, Topics.join(update.topics()));
        insert.setString(9, update.data());
        insert.executeUpdate();
    }

    /** Deletes what retention lets go of the oldest. */
    Holdings discard(Holdings held, Retention retention, long now, int atMost) throws SQLException {
        Holdings left = held;
        oldest.setInt(1, atMost);
        try (ResultSet rows = oldest.executeQuery()) {
            while (rows.next() && retention.discardsOldest(left.count(), left.bytes(), rows.getLong(3), now)) {
                left = left.without(rows.getLong(1), rows.getLong(2));
            }
        }
        if (left.horizon() != held.horizon()) {
            delete.setLong(1, left.horizon());
            delete.executeUpdate();
        }
        return left;
    }

    /** @param next the first place that may be given away after a crash */
    void save(Holdings held, long next, boolean isOpen) throws SQLException {
        save.setBoolean(1, isOpen);
        save.setLong(2, held.last());
        save.setLong(3, next);
        save.setLong(4, held.horizon());
        save.setLong(5, held.count());
        save.setLong(6, held.bytes());
        save.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Gives some unused pages back to the file system, if there are many. Part of a transaction. */
    boolean shrink(int pages, long unusedAllowed) throws SQLException {
        long unused = number("PRAGMA freelist_count");
        if (unused <= unusedAllowed || unused * 4 <= number("PRAGMA page_count")) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Not execute(): that would take one step, which frees one page.
            statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        }
        return true;
    }

    /** Moves everything from the write-ahead log to the database, and empties it, as far as no reader is in the way. */
    void checkpoint() throws SQLException {
        between("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    boolean wasOpen() throws SQLException {
        return number("SELECT is_open FROM life") != 0;
    }

    /** From now on, and until it is saved otherwise, a hub has the log open. */
    void open() throws SQLException {
        execute("UPDATE life SET is_open = 1");
    }

    void beginLife() throws SQLException {
        Schema.beginLife(connection);
    }

    SealedIds ids() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet life = statement.executeQuery("SELECT secret, epoch FROM life")) {
            life.next();
            return new SealedIds(life.getBytes(1), life.getLong(2));
        }
    }

    Holdings load(SealedIds ids) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet life = statement.executeQuery("SELECT last, next, horizon, count, bytes FROM life")) {
            life.next();
            long last = life.getLong(1);
            return new Holdings(
                    last, idOf(last, ids), life.getLong(2), life.getLong(3), life.getLong(4), life.getLong(5));
        }
    }

    private @Nullable String idOf(long sequence, SealedIds ids) throws SQLException {
        if (sequence == EventLog.START) {
            return null;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM updates WHERE sequence = " + sequence)) {
            if (!row.next()) {
                return null;
            }
            String own = row.getString(1);
            return own == null ? ids.seal(sequence) : own;
        }
    }

    private long number(String query) throws SQLException {
        return Schema.number(connection, query);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Executes what must not be part of a transaction. */
    private void between(String sql) throws SQLException {
        connection.setAutoCommit(true);
        try {
            execute(sql);
        } finally {
            connection.setAutoCommit(false);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
