package dev.wellspring.history;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A connection that only reads, with its statements. Used by one thread at a time. */
final class Reader implements AutoCloseable {

    /** A page ends with the update that passes this. */
    private static final long PAGE_BYTES = 1L << 20;

    private final Connection connection;
    private final SealedIds ids;
    private final PreparedStatement after;
    private final PreparedStatement stored;
    private final PreparedStatement earliest;

    Reader(LogFile file, SealedIds ids) throws SQLException {
        this.ids = ids;
        connection = file.connect(true);
        try {
            after = connection.prepareStatement("""
                    SELECT sequence, size, private, retry, id, type, topics, data FROM updates
                    WHERE sequence > ? ORDER BY sequence LIMIT ?""");
            stored = connection.prepareStatement("SELECT 1 FROM updates WHERE sequence = ?");
            earliest = connection.prepareStatement("SELECT min(sequence) FROM updates WHERE id = ?");
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    List<LoggedUpdate> readAfter(long sequence, int limit) throws SQLException {
        List<LoggedUpdate> page = new ArrayList<>();
        long bytes = 0;
        after.setLong(1, sequence);
        after.setInt(2, limit);
        try (ResultSet rows = after.executeQuery()) {
            while (bytes < PAGE_BYTES && rows.next()) {
                bytes += rows.getLong(2);
                page.add(read(rows));
            }
        }
        return page;
    }

    private LoggedUpdate read(ResultSet row) throws SQLException {
        long sequence = row.getLong(1);
        long milliseconds = row.getLong(4);
        Long retry = row.wasNull() ? null : milliseconds;
        String own = row.getString(5);
        Update update = new Update(
                Topics.split(row.getString(7)), row.getString(8), row.getBoolean(3), own, row.getString(6), retry);
        return new LoggedUpdate(sequence, own == null ? ids.seal(sequence) : own, update);
    }

    /** @param horizon the place of the newest update that was discarded */
    OptionalLong find(String id, long horizon) throws SQLException {
        OptionalLong place = ids.open(id);
        if (place.isPresent() && (place.getAsLong() == horizon || isStored(place.getAsLong()))) {
            return place;
        }
        return earliest(id);
    }

    private boolean isStored(long sequence) throws SQLException {
        stored.setLong(1, sequence);
        try (ResultSet row = stored.executeQuery()) {
            return row.next();
        }
    }

    private OptionalLong earliest(String id) throws SQLException {
        earliest.setString(1, id);
        try (ResultSet row = earliest.executeQuery()) {
            long sequence = row.next() ? row.getLong(1) : 0;
            return sequence > 0 ? OptionalLong.of(sequence) : OptionalLong.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
