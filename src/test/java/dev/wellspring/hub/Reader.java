package dev.wellspring.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.testing.EventStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An outlet that takes whatever comes, as a transport does: on whichever thread says that there is something, one thread
 * at a time, and again if somebody said so meanwhile. It can be told to stop reading.
 */
final class Reader implements Outlet {

    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final AtomicInteger work = new AtomicInteger();
    private final List<byte[]> taken = new ArrayList<>(); // guarded by itself
    private final List<CountDownLatch> waiting = new ArrayList<>(); // guarded by taken
    private final @Nullable Executor transport;
    private volatile boolean reading = true;

    /** Reads on the thread that brings something. */
    Reader() {
        this(null);
    }

    /** Reads on threads of its own. */
    Reader(@Nullable Executor transport) {
        this.transport = transport;
    }

    /** Begins to read. */
    Reader of(Subscription source) {
        subscription.complete(source);
        ready();
        return this;
    }

    static Reader subscribed(Hub hub, Selection selection, Cursor cursor) {
        Reader reader = new Reader();
        return reader.of(hub.subscribe(selection, cursor, WhenSlow.DISCONNECT, reader));
    }

    Subscription subscription() {
        return subscription.join();
    }

    void stopReading() {
        reading = false;
    }

    void readOn() {
        reading = true;
        ready();
    }

    @Override
    public void ready() {
        if (work.getAndIncrement() == 0) {
            if (transport == null) {
                drain();
            } else {
                transport.execute(this::drain);
            }
        }
    }

    private void drain() {
        int seen;
        do {
            seen = work.get();
            Subscription source = subscription.getNow(null);
            while (source != null && reading && !ended.isDone()) {
                byte[] event = source.poll();
                if (event == null) {
                    break;
                }
                synchronized (taken) {
                    taken.add(event);
                    waiting.forEach(CountDownLatch::countDown);
                }
            }
        } while (!work.compareAndSet(seen, 0));
    }

    @Override
    public byte[] gap(long dropped) {
        return ("data: " + dropped + " dropped\n\n").getBytes(UTF_8);
    }

    @Override
    public void end(Ending why) {
        if (!ended.complete(why)) {
            throw new AssertionError("Ended twice.");
        }
    }

    boolean isEnded() {
        return ended.isDone();
    }

    Ending awaitEnd() {
        try {
            return ended.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new AssertionError("Not ended.", e);
        }
    }

    /** The ids of the events so far. */
    List<String> ids() {
        EventStreamReader events = new EventStreamReader();
        synchronized (taken) {
            taken.forEach(events::feed);
        }
        return events.messages().stream()
                .map(EventStreamReader.Message::lastEventId)
                .toList();
    }

    /** The data of the events so far. */
    List<String> data() {
        EventStreamReader events = new EventStreamReader();
        synchronized (taken) {
            taken.forEach(events::feed);
        }
        return events.messages().stream().map(EventStreamReader.Message::data).toList();
    }

    /** Waits until the data of the newest event is this, and returns all data before. */
    List<String> dataUntil(String last) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        byte[] wanted = ("data: " + last + "\n\n").getBytes(UTF_8);
        while (System.nanoTime() < end) {
            CountDownLatch more = new CountDownLatch(1);
            synchronized (taken) {
                if (!taken.isEmpty() && endsWith(taken.getLast(), wanted)) {
                    List<String> all = data();
                    return all.subList(0, all.size() - 1);
                }
                waiting.add(more);
            }
            try {
                var _ = more.await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                synchronized (taken) {
                    waiting.remove(more);
                }
            }
        }
        List<String> all = data();
        throw new AssertionError("'" + last + "' has not come: " + all.size() + " events, the last "
                + (all.isEmpty() ? "none" : all.getLast()));
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        int from = bytes.length - end.length;
        return from >= 0 && java.util.Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }
}
