package dev.wellspring.mercure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A warning that whoever sends requests could repeat without end: it is logged at most once a minute, and then says how
 * often it was kept back. Safe for use by any thread.
 */
final class SeldomLine {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String words;
    private final LongSupplier nanoTime;
    private final AtomicLong due;
    private final AtomicLong keptBack = new AtomicLong();

    /** @param words the line, with a place {@code {}} for the cause */
    SeldomLine(Class<?> owner, String words) {
        this(LoggerFactory.getLogger(owner), words, System::nanoTime);
    }

    SeldomLine(Logger log, String words, LongSupplier nanoTime) {
        this.log = log;
        this.words = words;
        this.nanoTime = nanoTime;
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /** Logs the line with this cause, or keeps it back. */
    void warn(Throwable cause) {
        long now = nanoTime.getAsLong();
        long open = due.get();
        if (now - open < 0 || !due.compareAndSet(open, now + PAUSE)) {
            keptBack.incrementAndGet();
            return;
        }
        long before = keptBack.getAndSet(0);
        if (before == 0) {
            log.warn(words, cause.getMessage());
        } else {
            log.warn(words + " ({} more since the last line)", cause.getMessage(), before);
        }
    }
}
