package dev.wellspring.it;

import dev.wellspring.testing.EventStreamReader.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A subscriber that does what an {@code EventSource} does: whenever its stream ends it comes back with the last id it has
 * seen, and what it has received over all its connections is one list. Any thread may look.
 */
final class ResumingSubscriber implements AutoCloseable {

    private static final long BEFORE_COMING_BACK = TimeUnit.MILLISECONDS.toNanos(20);

    private final HubAt hub;
    private final String topic;
    private final Thread thread =
            Thread.ofPlatform().name("subscriber").daemon().unstarted(this::run);
    private final List<Message> received = new ArrayList<>(); // guarded by itself
    private final List<String> surprises = new ArrayList<>(); // guarded by received
    private int connections; // guarded by received
    private volatile boolean closed;

    private ResumingSubscriber(HubAt hub, String topic) {
        this.hub = hub;
        this.topic = topic;
    }

    static ResumingSubscriber of(HubAt hub, String topic) {
        ResumingSubscriber subscriber = new ResumingSubscriber(hub, topic);
        subscriber.thread.start();
        return subscriber;
    }

    /** Everything so far. */
    List<Message> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The data of the newest update. */
    String newest() {
        synchronized (received) {
            return received.isEmpty() ? "" : received.getLast().data();
        }
    }

    /** Answers that no client should get, such as a cursor that was not honoured. */
    List<String> surprises() {
        synchronized (received) {
            return List.copyOf(surprises);
        }
    }

    /** How often it was connected. */
    int connections() {
        synchronized (received) {
            return connections;
        }
    }

    private void run() {
        String cursor = HubAt.EARLIEST;
        while (!closed) {
            try (HubAt.Stream stream = hub.subscribe(topic, cursor)) {
                begin(cursor, stream.resumedAfter());
                while (!closed) {
                    List<Message> more = stream.next();
                    if (!more.isEmpty()) {
                        cursor = more.getLast().lastEventId();
                        synchronized (received) {
                            received.addAll(more);
                        }
                    }
                }
            } catch (IOException e) {
                // The server is not there: a client waits for a moment and comes back.
                LockSupport.parkNanos(BEFORE_COMING_BACK);
            } catch (InterruptedException e) {
                return;
            } catch (AssertionError e) {
                surprise(String.valueOf(e.getMessage()));
                LockSupport.parkNanos(BEFORE_COMING_BACK);
            }
        }
    }

    private void begin(String cursor, String resumedAfter) {
        synchronized (received) {
            connections++;
        }
        if (!resumedAfter.equals(cursor)) {
            surprise("asked for what follows " + cursor + ", and was told " + resumedAfter);
        }
    }

    private void surprise(String what) {
        synchronized (received) {
            surprises.add(what);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
