package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Retention;
import dev.wellspring.journal.Writer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The log on the disk of this node, in one SQLite database.
 *
 * <p>What an acknowledged update survives is chosen by {@link Durability}; how long it is kept by {@link Retention}.
 * Appends are refused, not made to wait, when more is published than the disk takes, when the disk is full, or when it
 * fails; the log takes updates again by itself as soon as the disk does. Ids stay valid over restarts.
 *
 * <p>The listener is told on the writer's thread, before the publishers of its updates are. What hangs on a future
 * without an executor of its own runs on one thread for all: it must be quick, and must not wait for another append.
 *
 * <p>Readers do not wait for the writer. Safe for use by any thread.
 */
public final class SqliteEventLog implements EventLog {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final SqliteStore store;
    private final Readers readers;
    private final Writer writer;

    /**
     * Opens the log, and makes it if it is not there.
     *
     * @throws LogFileUnusable if the database is damaged, foreign, in use, or cannot be written
     */
    public SqliteEventLog(SqliteSettings settings, InstantSource clock) {
        this(settings, clock, LogListener.NONE);
    }

    /**
     * Opens the log, and makes it if it is not there.
     *
     * @param listener told what it does
     * @throws LogFileUnusable if the database is damaged, foreign, in use, or cannot be written
     */
    public SqliteEventLog(SqliteSettings settings, InstantSource clock, LogListener listener) {
        LogFile file = LogFile.open(settings.file());
        try {
            store = new SqliteStore(file, settings, clock);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
        readers = new Readers(file, store.ids());
        writer = new Writer(store, settings.appends(), pause(settings), listener);
        writer.start();
    }

    private static Duration pause(SqliteSettings settings) {
        Duration quarter = settings.syncInterval().dividedBy(4);
        return settings.durability() == Durability.ALWAYS || quarter.compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : quarter;
    }

    @Override
    public CompletableFuture<LoggedUpdate> append(Update update) {
        return writer.append(update);
    }

    @Override
    public List<LoggedUpdate> readAfter(long sequence, int limit) {
        return readers.read(reader -> reader.readAfter(sequence, limit));
    }

    @Override
    public OptionalLong find(String id) {
        return readers.read(reader -> reader.find(id, store.held().horizon()));
    }

    @Override
    public long discardedUpTo() {
        return store.horizon();
    }

    @Override
    public Head head() {
        return store.held().head();
    }

    @Override
    public long storedBytes() {
        return store.held().bytes();
    }

    @Override
    public long tail(TailListener listener) {
        writer.tail(listener);
        return head().last();
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
