package dev.wellspring.journal;

import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendQueue.Pending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Group commit.
 *
 * One thread writes. It takes all updates that wait, keeps them in one transaction, and looks again: while the disk
 * syncs one transaction, the updates of the next one gather. So the cost of a sync is shared by as many publishers as
 * there are, and a lone publisher waits for nobody.
 *
 *   publishers ──▶ [A B C] ─ take ─▶ commit A B C ──▶ tail: A B C ──▶ answers thread: A, B, C
 *                  [D E]  (gather meanwhile)
 *
 * The tail is told first and the publishers after it, so whoever has his answer knows that the tail has the update.
 * Futures are completed on a thread of their own, one after the other: what hangs on them is other people's code, and
 * the writer must not wait for it. If that code is slow, updates stay unanswered, the queue fills, and appends are
 * refused: nothing grows without bound.
 */

/** The one thread that writes, and what it tells to whom. Safe for use by any thread. */
public final class Writer {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final Store store;
    private final AppendQueue queue;
    private final Duration pause;
    private final Thread thread;
    private final ExecutorService answers;
    private volatile @Nullable Thread answersThread;

    private final LogListener observer;
    private volatile @Nullable TailListener listener;
    private boolean refusing; // of the writer's thread
    private final AtomicLong refused = new AtomicLong();
    private boolean untidy; // of the writer's thread

    /**
     * A writer that does nothing yet.
     *
     * @param pause how often the store is tidied
     * @param observer told what is kept and what is refused
     */
    public Writer(Store store, AppendLimits limits, Duration pause, LogListener observer) {
        this.observer = observer;
        this.store = store;
        this.queue = new AppendQueue(limits);
        this.pause = pause;
        this.thread = Thread.ofPlatform().name("wellspring-log-writer").daemon().unstarted(this::run);
        this.answers = Executors.newSingleThreadExecutor(this::newAnswersThread);
    }

    private Thread newAnswersThread(Runnable work) {
        Thread started =
                Thread.ofPlatform().name("wellspring-log-answers").daemon().unstarted(work);
        answersThread = started;
        return started;
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    /** As {@link dev.wellspring.hub.EventLog#append} promises. */
    public CompletableFuture<LoggedUpdate> append(Update update) {
        Pending pending = new Pending(update);
        try {
            queue.add(pending);
        } catch (LogUnavailable e) {
            observer.refused(1);
            refused.incrementAndGet();
            pending.answer().completeExceptionally(e);
        }
        return pending.answer();
    }

    /**
     * From now on everything that is kept is told to the listener too.
     *
     * @throws IllegalStateException if there is a listener already
     */
    public void tail(TailListener told) {
        if (listener != null) {
            throw new IllegalStateException("The log has a listener already.");
        }
        listener = told;
    }

    private void run() {
        try {
            long tidied = System.nanoTime();
            boolean more = false;
            while (!queue.isClosedAndEmpty()) {
                List<Pending> batch = next(more ? Duration.ZERO : pause);
                if (!batch.isEmpty()) {
                    commit(batch);
                }
                // With traffic that never pauses, tidy in between.
                if (batch.isEmpty() || System.nanoTime() - tidied >= pause.toNanos()) {
                    more = tidy();
                    tidied = System.nanoTime();
                }
            }
        } finally {
            store.close();
            answers.shutdown();
        }
    }

    private List<Pending> next(Duration atMost) {
        try {
            return queue.take(atMost, store.portion());
        } catch (InterruptedException e) {
            // Nobody but a listener has had a hand on this thread, and the log goes on until it is closed.
            return List.of();
        }
    }

    private void commit(List<Pending> batch) {
        List<LoggedUpdate> logged;
        long began = System.nanoTime();
        try {
            logged = store.commit(batch.stream().map(Pending::update).toList());
        } catch (LogUnavailable e) {
            refuse(batch, e);
            return;
        } catch (RuntimeException | Error e) {
            refuse(batch, new LogUnavailable("The log failed to keep updates.", e));
            return;
        }
        observer.committed(logged.size(), System.nanoTime() - began);
        if (refusing) {
            refusing = false;
            log.info("The log keeps updates again. Refused meanwhile: {}", refused.getAndSet(0));
        }
        tell(logged);
        answers.execute(() -> {
            store.beforeAnswers(logged);
            for (int i = 0; i < logged.size(); i++) {
                batch.get(i).answer().complete(logged.get(i));
            }
            queue.answered(batch);
        });
    }

    private void refuse(List<Pending> batch, LogUnavailable why) {
        observer.refused(batch.size());
        if (!refusing) {
            refusing = true;
            refused.set(0); // what came too fast before is another story
            log.error("The log refuses updates until this is over: {}", why.getMessage(), why);
        }
        refused.addAndGet(batch.size());
        answers.execute(() -> {
            for (Pending pending : batch) {
                pending.answer().completeExceptionally(why);
            }
            queue.answered(batch);
        });
    }

    private void tell(List<LoggedUpdate> logged) {
        TailListener told = listener;
        if (told == null) {
            return;
        }
        try {
            told.appended(logged);
        } catch (RuntimeException | Error e) {
            log.error("The listener of the log failed; the log goes on.", e);
        }
    }

    private boolean tidy() {
        try {
            boolean more = store.tidy();
            untidy = false;
            return more;
        } catch (RuntimeException | Error e) {
            if (!untidy) {
                untidy = true;
                log.warn("The log cannot be tidied now, and will be later: {}", e.getMessage(), e);
            }
            return false;
        }
    }

    /** Keeps what was accepted, answers it, then closes the store. */
    public void close() {
        queue.close();
        if (Thread.currentThread() == thread) {
            // A listener closes the log from within: the thread ends when the listener lets it.
            return;
        }
        try {
            if (thread.join(LONGEST_CLOSE)
                    && answers.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                // The executor says so while its thread is still on the way out, which looks like a leak to a
                // container.
                Thread last = answersThread;
                if (last != null) {
                    last.join(LONGEST_CLOSE);
                }
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.warn("The log was told to close and has not yet finished.");
    }
}
