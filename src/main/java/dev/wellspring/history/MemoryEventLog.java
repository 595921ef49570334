package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import dev.wellspring.journal.Writer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A log that lives as long as its process: for those who want no more history than a reconnecting client needs, and for
 * tests.
 *
 * <p>Everything else is as with {@link SqliteEventLog}. After a restart, every id made before is unknown. Safe for use
 * by any thread.
 */
public final class MemoryEventLog implements EventLog {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final MemoryStore store;
    private final Writer writer;
    private volatile boolean closed;

    /** An empty log. */
    public MemoryEventLog(Retention retention, AppendLimits appends, InstantSource clock) {
        this(retention, appends, clock, LogListener.NONE);
    }

    /** An empty log that tells what it does. */
    public MemoryEventLog(Retention retention, AppendLimits appends, InstantSource clock, LogListener listener) {
        store = new MemoryStore(retention, clock);
        writer = new Writer(store, appends, PAUSE, listener);
        writer.start();
    }

    @Override
    public CompletableFuture<LoggedUpdate> append(Update update) {
        return writer.append(update);
    }

    @Override
    public List<LoggedUpdate> readAfter(long sequence, int limit) {
        checkOpen();
        return store.readAfter(sequence, limit);
    }

    @Override
    public OptionalLong find(String id) {
        checkOpen();
        return store.find(id);
    }

    private void checkOpen() {
        if (closed) {
            throw new LogUnavailable("The log is closed.");
        }
    }

    @Override
    public long discardedUpTo() {
        return store.held().horizon();
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
        closed = true;
        writer.close();
    }
}
