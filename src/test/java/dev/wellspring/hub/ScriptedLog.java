package dev.wellspring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory whose every step the test decides: appended updates reach the dispatcher when the test says so, and
 * reading can be made to wait, to fail, or to give small pages. Places have gaps, as the port allows.
 */
final class ScriptedLog implements EventLog {

    private static final int STEP = 3;

    private final List<LoggedUpdate> updates = new ArrayList<>(); // guarded by this
    private @Nullable TailListener listener; // guarded by this
    private int told; // guarded by this
    private volatile @Nullable CountDownLatch gate;
    private volatile boolean failing;
    private volatile long discarded = START;
    private volatile int largestPage = Integer.MAX_VALUE;
    private volatile Runnable beforeRead = () -> {};
    private volatile Runnable afterRead = () -> {};

    /** Reading waits from now on, until the latch is open. */
    void waitFor(CountDownLatch latch) {
        gate = latch;
    }

    void fail() {
        failing = true;
    }

    /** As if retention had taken everything up to this place. */
    void discardUpTo(long sequence) {
        discarded = sequence;
    }

    void largestPage(int size) {
        largestPage = size;
    }

    /** Called on the reading thread before each page is read. */
    void beforeRead(Runnable task) {
        beforeRead = task;
    }

    /** Called on the reading thread when the page is read, and not yet returned. */
    void afterRead(Runnable task) {
        afterRead = task;
    }

    @Override
    public synchronized CompletableFuture<LoggedUpdate> append(Update update) {
        LoggedUpdate logged = new LoggedUpdate(last() + STEP, "id-" + (last() + STEP), update);
        updates.add(logged);
        return CompletableFuture.completedFuture(logged);
    }

    private synchronized long last() {
        return updates.isEmpty() ? START : updates.getLast().sequence();
    }

    /** Hands over at most so many of the updates that the listener has not heard of. */
    synchronized void tell(int most) {
        List<LoggedUpdate> batch = List.copyOf(updates.subList(told, told + Math.min(updates.size() - told, most)));
        if (listener != null && !batch.isEmpty()) {
            told += batch.size();
            listener.appended(batch);
        }
    }

    /** Hands over a batch that was never appended. */
    synchronized void tell(List<LoggedUpdate> batch) {
        if (listener != null) {
            listener.appended(batch);
        }
    }

    /** As if some had been discarded before they were told. */
    synchronized void tear() {
        if (listener != null) {
            listener.torn();
        }
    }

    void tellAll() {
        tell(Integer.MAX_VALUE);
    }

    @Override
    public List<LoggedUpdate> readAfter(long sequence, int limit) {
        beforeRead.run();
        CountDownLatch closedGate = gate;
        if (closedGate != null) {
            try {
                closedGate.await();
            } catch (InterruptedException e) {
                throw new LogUnavailable("Interrupted.");
            }
        }
        if (failing) {
            throw new LogUnavailable("It was told to fail.");
        }
        List<LoggedUpdate> page;
        synchronized (this) {
            page = updates.stream()
                    .filter(update -> update.sequence() > sequence)
                    .limit(Math.min(limit, largestPage))
                    .toList();
        }
        afterRead.run();
        return page;
    }

    @Override
    public synchronized OptionalLong find(String id) {
        if (failing) {
            throw new LogUnavailable("It was told to fail.");
        }
        return updates.stream()
                .filter(update -> update.id().equals(id))
                .mapToLong(LoggedUpdate::sequence)
                .findFirst();
    }

    @Override
    public long discardedUpTo() {
        return discarded;
    }

    @Override
    public synchronized Head head() {
        return new Head(last(), updates.isEmpty() ? null : updates.getLast().id(), updates.size());
    }

    @Override
    public synchronized long tail(TailListener newListener) {
        listener = newListener;
        told = updates.size();
        return last();
    }

    @Override
    public void close() {}
}
