package dev.wellspring.stream;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/*
 * How it works.
 *
 * An outbox is a queue of frames with two parties: producers that offer frames, and the carrier (Wire) that takes them
 * as fast as the client reads. Whoever comes first does the work: an offer drains the queue at once if the wire takes
 * it, on the caller's thread; if not, the frame waits, the caller goes on, and the carrier drains when the socket has
 * room. Nobody waits for a client, and there is no thread per stream.
 *
 * This object's monitor guards everything, and is held while the wire is written to. That is deliberate. A write never
 * blocks, so it is held for microseconds, and in return it is a fence: when the container reports an error (lost), the
 * report waits until a write that another thread has under way is over, and after it no thread touches the wire again.
 * Without the fence a late write could meet a response object the container has already given to another client.
 * Only gone() does not wait for it while somebody is inside the wire: the container calls it while it holds a lock of its
 * own, which a failing write needs. (A monitor and not a lock object: an outbox is visited once for each event, and then
 * every object that hangs on it is a trip to memory.)
 *
 * What other people's code hangs on (futures, the end) is completed after the monitor is left.
 *
 *      offer ─────────────┐                    (no wire yet: frames wait)
 *                         ▼
 *   [queue, bounded] ── drain ──▶ wire.write … wire.flush ── empty and closing? ──▶ wire.end
 *                         ▲                         │
 *      wire is ready ─────┘            not ready: return, the wire calls back
 */

/**
 * What waits to be sent to one client: bounded, never blocking, whole events only.
 *
 * <p>Guarantees: frames go out in the order offered, each whole or not at all; an offer never waits for the client; at
 * most {@code limit} bytes wait (a single frame may be larger if nothing else waits); when the bound is passed, what
 * waits is dropped, nothing more is accepted, and the stream ends with {@link StreamEnd#OVERFLOW}. {@link #ended()}
 * completes exactly once.
 *
 * <p>Safe for use by any thread.
 */
final class Outbox implements EventStream {

    private final int limit;
    private final CompletableFuture<StreamEnd> ended = new CompletableFuture<>();

    private @Nullable OfferedFrames offered; // null where nothing waits, as nearly always; guarded by this
    private @Nullable EventSource source; // asked when the queue is empty; guarded by this
    private @Nullable Wire wire; // guarded by this
    private boolean unflushed; // guarded by this

    /** Nothing touches the wire any more. Written under the monitor. */
    private volatile boolean over;

    /** Why nothing more is accepted; null while the stream is open. Written under the monitor. */
    private volatile @Nullable StreamEnd closing;

    /** When bytes last went out. Guarded by this. */
    private long lastWrite = System.nanoTime();

    /** A thread is inside the wire; on its way out it looks whether the container is gone. Written under the monitor. */
    private volatile boolean inside;

    /** The container has finished with the response: it must not be touched. */
    private volatile boolean gone;

    /** @param limit how many bytes may wait, at least 1 */
    Outbox(int limit) {
        this.limit = limit;
    }

    /** Whether the outbox takes no more frames. */
    @Override
    public boolean isClosed() {
        return closing != null || gone;
    }

    /** Whether nothing touches the wire any more. */
    boolean isOver() {
        return over || gone;
    }

    /** Completes when the stream is over, on the thread that noticed; dependents must be quick. */
    @Override
    public CompletionStage<StreamEnd> ended() {
        return ended;
    }

    @Override
    public boolean offer(byte[] event) {
        return offer(event, null);
    }

    /**
     * Takes a frame, and sends it if the client has room for it.
     *
     * @param sent completed when the container has taken the frame, failed when it is dropped
     * @return whether the frame was taken; {@code false} once the outbox is closed
     */
    boolean offer(byte[] bytes, @Nullable CompletableFuture<Object> sent) {
        @Nullable OfferedFrames dropped = null;
        boolean accepted = false;
        synchronized (this) {
            if (!isClosed()) {
                if (offered != null && !offered.hasRoomFor(bytes, limit)) {
                    closing = StreamEnd.OVERFLOW;
                    dropped = dropAll();
                } else {
                    put(bytes, sent);
                    accepted = true;
                }
            }
        }
        tell(dropped, "The client reads too slowly: its backlog outgrew " + limit + " bytes.");
        if (!accepted && sent != null) {
            sent.completeExceptionally(new IOException("The stream is closed."));
        }
        drain();
        return accepted;
    }

    /** Connects the outbox with its wire, which is ready for the first write. Called once. */
    void connect(Wire carrier) {
        synchronized (this) {
            wire = carrier;
        }
        drain();
    }

    /** Sends what waits, as far as the client has room. Called by the wire whenever it has become ready. */
    void drain() {
        List<CompletableFuture<Object>> sent;
        boolean failed = false;
        synchronized (this) {
            boolean nested = inside; // the container calls back from a write that fails
            inside = true;
            try {
                pump();
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                // A RuntimeException is what Tomcat throws when the response was recycled under us: the client is gone
                // as well. Whatever it was, a frame that was pulled may not have gone out, so nothing may come after
                // it.
                failed = true;
            } finally {
                inside = nested;
                sent = takeSent();
            }
        }
        for (CompletableFuture<Object> future : sent) {
            future.complete(null);
        }
        if (failed || gone) {
            lost(StreamEnd.CLIENT_GONE);
        } else {
            settle();
        }
    }

    /** Writes until there is nothing more, or no room. */
    private void pump() throws IOException {
        Wire to = wire;
        while (to != null && !over && !gone && to.isReady()) {
            OfferedFrames waiting = offered;
            byte[] first = waiting == null ? null : waiting.first();
            byte[] next = first == null ? pulled() : first;
            if (next != null) {
                to.write(next); // should it fail, an offered frame still waits, and lost() tells its sender
                unflushed = true;
                if (waiting != null && first != null) {
                    waiting.takeFirst();
                }
            } else if (unflushed) {
                unflushed = false;
                to.flush();
                lastWrite = System.nanoTime();
            } else {
                if (closing != null) {
                    over = true;
                    to.end();
                }
                return;
            }
        }
    }

    private void put(byte[] bytes, @Nullable CompletableFuture<Object> sent) {
        offered = offered == null ? new OfferedFrames() : offered;
        offered.add(bytes, sent);
    }

    private List<CompletableFuture<Object>> takeSent() {
        OfferedFrames waiting = offered;
        if (waiting == null) {
            return List.of();
        }
        offered = waiting.isEmpty() ? null : waiting;
        return waiting.takeSent();
    }

    private byte @Nullable [] pulled() {
        return source == null || closing != null ? null : source.poll();
    }

    /** Takes frames from this source as well, when no offered one waits; the source keeps what there is no room for. */
    @Override
    public void pull(EventSource from) {
        synchronized (this) {
            source = from;
        }
        drain();
    }

    @Override
    public void ready() {
        drain();
    }

    @Override
    public synchronized long lastWriteNanos() {
        return lastWrite;
    }

    /** Accepts nothing more; ends the response when everything accepted so far is out. */
    @Override
    public void end(StreamEnd why) {
        end(why, null);
    }

    /** The same, with one more frame as the last one, whatever waits already. */
    void end(StreamEnd why, byte @Nullable [] farewell) {
        synchronized (this) {
            if (farewell != null && !isClosed()) {
                put(farewell, null);
            }
            if (closing == null) {
                closing = why;
            }
        }
        drain();
    }

    /**
     * The client cannot be reached any more. On return no thread is inside the wire, and none will enter it.
     *
     * @param why the stream is over, if nobody closed it before
     */
    void lost(StreamEnd why) {
        @Nullable OfferedFrames dropped;
        synchronized (this) {
            over = true;
            if (closing == null) {
                closing = why;
            }
            dropped = dropAll();
            if (wire != null) {
                boolean nested = inside;
                inside = true;
                try {
                    wire.abort();
                } finally {
                    inside = nested;
                }
            }
        }
        tell(dropped, "The client is gone.");
        settle();
    }

    /** Gives up a client that has not taken everything by now; one that is not connected yet is ended when it is. */
    void abandon(StreamEnd why) {
        boolean connected;
        synchronized (this) {
            connected = wire != null;
        }
        if (connected) {
            lost(why);
        }
    }

    /**
     * The container has finished with the response. Waits for nobody inside the wire, because the container holds a lock:
     * whoever is there sees it before its next write, and does the rest. Who enters after that question sees it at once.
     */
    void gone() {
        gone = true;
        if (!inside) {
            lost(StreamEnd.CLIENT_GONE);
        }
    }

    private void settle() {
        StreamEnd why = closing;
        if (over && why != null) {
            ended.complete(why);
        }
    }

    private @Nullable OfferedFrames dropAll() {
        OfferedFrames all = offered;
        offered = null;
        return all;
    }

    private static void tell(@Nullable OfferedFrames dropped, String why) {
        if (dropped != null) {
            dropped.drop(why);
        }
    }
}
