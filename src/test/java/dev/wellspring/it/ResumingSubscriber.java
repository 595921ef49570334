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

    private final List<HubAt> nodes;
    private final HubAt.Asked asked;
    private final Runnable betweenReads;
    private final Thread thread =
            Thread.ofPlatform().name("subscriber").daemon().unstarted(this::run);
    private final List<Message> received = new ArrayList<>(); // guarded by itself
    private final List<String> surprises = new ArrayList<>(); // guarded by received
    private int connections; // guarded by received
    private volatile boolean closed;

    private ResumingSubscriber(List<HubAt> nodes, HubAt.Asked asked, Runnable betweenReads) {
        this.nodes = nodes;
        this.asked = asked;
        this.betweenReads = betweenReads;
    }

    static ResumingSubscriber of(HubAt hub, String topic) {
        return of(hub, HubAt.Asked.topic(topic), () -> {});
    }

    /** @param betweenReads where a slow one takes its time */
    static ResumingSubscriber of(HubAt hub, HubAt.Asked asked, Runnable betweenReads) {
        return started(new ResumingSubscriber(List.of(hub), asked, betweenReads));
    }

    /**
     * One that goes to the next node each time it comes back, and does not take it for final that a node cannot serve it
     * now.
     */
    static ResumingSubscriber between(List<HubAt> nodes, String topic) {
        return started(new ResumingSubscriber(nodes, HubAt.Asked.topic(topic), () -> {}));
    }

    private static ResumingSubscriber started(ResumingSubscriber subscriber) {
        subscriber.thread.start();
        return subscriber;
    }

    /** Everything so far. */
    List<Message> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** Everything since the last call, which it then forgets. */
    List<Message> takeReceived() {
        synchronized (received) {
            List<Message> taken = List.copyOf(received);
            received.clear();
            return taken;
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
        long pause = BEFORE_COMING_BACK;
        for (int turn = 0; !closed; turn++) {
            try (HubAt.Stream stream = nodes.get(turn % nodes.size()).subscribe(asked, cursor)) {
                count();
                try {
                    for (boolean first = true; !closed; betweenReads.run()) {
                        List<Message> more = stream.next();
                        if (!more.isEmpty()) {
                            if (first) {
                                requireHonoured(cursor, stream.resumedAfter());
                                first = false;
                            }
                            cursor = newestId(more, cursor);
                            synchronized (received) {
                                received.addAll(more);
                            }
                        }
                    }
                } finally {
                    Long told = stream.retryMillis();
                    pause = told == null ? pause : TimeUnit.MILLISECONDS.toNanos(told);
                }
            } catch (IOException e) {
                // The server is not there: a client waits for a moment and comes back.
                LockSupport.parkNanos(pause);
            } catch (InterruptedException e) {
                return;
            } catch (HubAt.Refusal e) {
                if (nodes.size() == 1 || !e.isTemporary()) {
                    surprise(String.valueOf(e.getMessage()));
                }
                LockSupport.parkNanos(pause);
            } catch (AssertionError e) {
                surprise(String.valueOf(e.getMessage()));
                LockSupport.parkNanos(pause);
            }
        }
    }

    /** What has no id, such as the news of a gap, leaves the cursor as it was; the reader then has none to give. */
    private static String newestId(List<Message> more, String cursor) {
        String newest = more.getLast().lastEventId();
        return newest.isEmpty() ? cursor : newest;
    }

    private void count() {
        synchronized (received) {
            connections++;
        }
    }

    /** An answer without an event need not have been the hub's: a proxy may have spoken for it. */
    private void requireHonoured(String cursor, String resumedAfter) {
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
