package dev.wellspring.history;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Footprint;
import dev.wellspring.journal.Store;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Places are never given away twice, because a client may hold the id of one: a cursor that points to another update
 * than the one it saw would hide a loss. Against a power cut, there is SyncPlan.
 *
 * The same can happen through an operator: a copy of the file of a running hub, without its write-ahead log, or a backup
 * made of it, is put in place of the original. It shows: the copy says that a hub has it open, and yet there is no
 * write-ahead log beside it. Then a new life begins: updates are kept, but ids made before are unknown.
 *
 * A failed transaction leaves nothing behind: its connection is closed, and the next transaction opens a new one. So
 * the log recovers by itself as soon as the disk does.
 */

/** The database as the writer sees it. Used by the writer's thread, but for {@link #held()}, which is for any. */
final class SqliteStore implements Store {

    private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);

    private static final long HOUSEKEEPING_NANOS = 1_000_000_000L;
    private static final int LEAST_STEP = 500;
    private static final int SHRINK_PAGES = 256;
    private static final long UNUSED_PAGES_ALLOWED = 1_024;

    private final LogFile file;
    private final SqliteSettings settings;
    private final InstantSource clock;
    private final SyncPlan plan;
    private final SealedIds ids;

    private @Nullable WriteConnection open;
    private long housekept;
    private volatile Holdings held;
    private volatile long horizon;

    /** @throws LogFileUnusable if the database cannot be written */
    SqliteStore(LogFile file, SqliteSettings settings, InstantSource clock) {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.plan = new SyncPlan(settings.durability(), settings.syncInterval());
        try {
            WriteConnection connection = new WriteConnection(file);
            open = connection;
            begin(connection);
            ids = connection.ids();
            held = connection.load(ids);
            horizon = held.horizon();
            connection.commit();
        } catch (SQLException e) {
            abandon();
            throw Failures.unusable(file.path(), e);
        }
        emptyWal();
        housekept = System.nanoTime();
    }

    private void begin(WriteConnection connection) throws SQLException {
        boolean wasOpen = connection.wasOpen();
        if (wasOpen && !file.hadWal()) {
            log.warn(
                    "The log {} is a copy made while a hub had it open: ids made before are unknown from now on.",
                    file.path());
            connection.beginLife();
        }
        // After a crash nothing needs to be written, which makes a difference if the disk is full.
        if (!wasOpen || !file.hadWal()) {
            connection.open();
        }
    }

    SealedIds ids() {
        return ids;
    }

    Holdings held() {
        return held;
    }

    /** The place up to which updates are discarded, or about to be. */
    long horizon() {
        return horizon;
    }

    @Override
    public List<LoggedUpdate> commit(List<Update> updates) {
        return attempt(() -> {
            try {
                return write(updates);
            } catch (SQLException e) {
                // Once more, with a new connection: if the disk is full, this may have made room.
                log.debug("Not kept at the first attempt.", e);
                abandon();
                return write(updates);
            }
        });
    }

    private List<LoggedUpdate> write(List<Update> updates) throws SQLException {
        WriteConnection connection = connection();
        long now = clock.millis();
        Holdings after = held;
        boolean sync = plan.mustSync(after.next() + updates.size());
        connection.sync(sync);
        List<LoggedUpdate> logged = new ArrayList<>(updates.size());
        for (Update update : updates) {
            LoggedUpdate one = log(update, after.next());
            long size = Footprint.of(update);
            connection.insert(one, now, size);
            after = after.with(one, size);
            logged.add(one);
        }
        // At least twice what came: an excess melts away, however much is published.
        after = connection.discard(after, settings.retention(), now, Math.max(LEAST_STEP, 2 * updates.size()));
        finish(connection, after, sync);
        return logged;
    }

    private LoggedUpdate log(Update update, long sequence) {
        String own = update.id();
        return new LoggedUpdate(sequence, own == null ? ids.seal(sequence) : own, update);
    }

    @Override
    public boolean tidy() {
        long now = System.nanoTime();
        boolean due = now - housekept >= HOUSEKEEPING_NANOS;
        if (!due && !plan.isSyncDue()) {
            return false;
        }
        boolean more = attempt(this::keepHouse);
        if (!more) {
            housekept = now;
        }
        return more;
    }

    private boolean keepHouse() throws SQLException {
        WriteConnection connection = connection();
        Holdings before = held;
        boolean sync = plan.isSyncDue();
        connection.sync(sync || settings.durability() == Durability.ALWAYS);
        Holdings after = connection.discard(before, settings.retention(), clock.millis(), LEAST_STEP);
        boolean shrunk = connection.shrink(SHRINK_PAGES, UNUSED_PAGES_ALLOWED);
        boolean more = shrunk || !after.equals(before);
        if (sync || more) {
            finish(connection, after, sync);
        } else {
            connection.commit();
        }
        return more;
    }

    private void finish(WriteConnection connection, Holdings after, boolean sync) throws SQLException {
        connection.save(after, plan.nextAfterCrash(after.next(), sync), true);
        horizon = after.horizon(); // before readers can see that something is gone
        connection.commit();
        plan.committed(after.next(), sync);
        held = after;
    }

    /** Does something with the connection, which does not outlive a failure. */
    private <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            abandon();
            throw Failures.unavailable(file.path(), e);
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private WriteConnection connection() throws SQLException {
        WriteConnection connection = open;
        if (connection == null) {
            emptyWal();
            connection = new WriteConnection(file);
            open = connection;
            // After a failure, what the database says is what counts.
            held = connection.load(ids);
            horizon = held.horizon();
            connection.commit();
        }
        return connection;
    }

    /** Moves the write-ahead log into the database if that works now. On a full disk it may make room. */
    private void emptyWal() {
        try (WriteConnection connection = new WriteConnection(file)) {
            connection.checkpoint();
        } catch (SQLException e) {
            log.debug("The write-ahead log of {} stays as it is.", file.path(), e);
        }
    }

    /** Closes the connection after a failure, which undoes its transaction. */
    private void abandon() {
        WriteConnection connection = open;
        open = null;
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("A connection that failed does not close.", e);
        }
    }

    @Override
    public void close() {
        boolean ended = end();
        if (!ended) {
            // If the disk is full, the first attempt may have made room for a second.
            ended = end();
        }
        if (!ended) {
            log.warn("The log {} did not end well. Nothing is lost.", file.path());
        }
        file.close();
    }

    private boolean end() {
        try {
            WriteConnection connection = connection();
            connection.sync(true);
            connection.save(held, held.next(), false);
            connection.commit();
            connection.checkpoint();
            return true;
        } catch (SQLException | RuntimeException e) {
            log.debug("The log {} does not end.", file.path(), e);
            return false;
        } finally {
            abandon();
        }
    }
}
