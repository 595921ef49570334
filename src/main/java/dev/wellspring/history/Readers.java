package dev.wellspring.history;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.SealedIds;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few connections that read, shared by all who read. They never wait for the writer, and it does not for them. */
final class Readers implements AutoCloseable {

    /** What is read, with a reader of one's own for that time. */
    interface Query<T> {
        T ask(Reader reader) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(Readers.class);
    private static final int MOST = 4;
    private static final long LONGEST_CLOSE_SECONDS = 10;

    private final LogFile file;
    private final SealedIds ids;
    private final Semaphore free = new Semaphore(MOST, true);
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(LogFile file, SealedIds ids) {
        this.file = file;
        this.ids = ids;
    }

    /** @throws LogUnavailable if the database cannot be read, or the log is closed */
    <T> T read(Query<T> query) {
        acquire();
        Reader reader = null;
        try {
            if (closed) {
                throw new LogUnavailable("The log is closed.");
            }
            reader = idle.poll();
            if (reader == null) {
                reader = new Reader(file, ids);
            }
            T answer = query.ask(reader);
            idle.push(reader);
            return answer;
        } catch (SQLException e) {
            close(reader);
            throw Failures.unavailable(file.path(), e);
        } catch (RuntimeException | Error e) {
            close(reader);
            throw e;
        } finally {
            free.release();
        }
    }

    private void acquire() {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("Interrupted while waiting to read the log.", e);
        }
    }

    private static void close(@Nullable Reader reader) {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (SQLException e) {
            log.debug("A reader does not close.", e);
        }
    }

    /** Waits for those who read, then closes all connections. */
    @Override
    public void close() {
        closed = true;
        boolean all = false;
        try {
            all = free.tryAcquire(MOST, LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            close(reader);
        }
        if (all) {
            free.release(MOST);
        } else {
            log.warn("The log closes while it is still read.");
        }
    }
}
