package dev.wellspring.stream;

import dev.wellspring.event.EventEncoder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.Flushable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.glassfish.jersey.message.MessageBodyWorkers;
import org.glassfish.jersey.server.AsyncContext;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;

/*
 * How a stream opens.
 *
 * To Jersey this is a ChunkedOutput: resuming the suspended request with it runs the response filters, sends status and
 * headers, and calls flushQueue(). That call is the hook: the headers are out, so the outbox is connected. Either the
 * connection is handed over, and Jersey is done with the request; or the request becomes asynchronous, the outbox writes to
 * the servlet's output, and super.close() completes the request at the end.
 *
 * The stream is opened by the request thread alone: by its first send(), or by flush(), which Jersey calls when the
 * resource method has returned. Sends from other threads before that only fill the outbox. If they could open the stream
 * too, the response would be committed on one thread while the request thread still works on it, and containers lose
 * streams that way.
 */

/**
 * The {@link SseEventSink} that resources get: sending never blocks, and what waits for a slow client is bounded.
 *
 * <p>{@link #send} encodes on the calling thread and hands the bytes to the container, or queues them until the client
 * has room. The stage it returns completes when the container has taken the event, which is not yet when the client has
 * it; it fails if the event cannot be encoded, if the client is gone, or if its backlog outgrew the bound, which also
 * closes the sink. A closed sink throws {@link IllegalStateException}, as Jakarta REST demands.
 *
 * <p>Safe for use by any thread; events of one thread keep their order.
 */
final class StreamSink extends ChunkedOutput<OutboundSseEvent> implements SseEventSink, Flushable, StreamOpening {

    private static final String CONNECTION = "Connection";

    private final AsyncContext suspended;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final MessageBodyWorkers workers;
    private final OpenStreams streams;
    private final Transports transports;
    private final Outbox outbox;

    /** The thread that may open the stream; null when the resource method has returned. */
    private volatile @Nullable Thread opener = Thread.currentThread();

    private Admission.@Nullable Place place; // used by the opener only
    private boolean opened; // used by the opener only
    private Map<String, String> headers = Map.of(); // used by the opener only
    private boolean handsOver; // used by the opener only
    private volatile boolean connected;

    StreamSink(
            AsyncContext suspended,
            HttpServletRequest request,
            HttpServletResponse response,
            MessageBodyWorkers workers,
            OpenStreams streams,
            Transports transports,
            int backlogLimit) {
        super(new byte[0], null);
        this.suspended = suspended;
        this.request = request;
        this.response = response;
        this.workers = workers;
        this.streams = streams;
        this.transports = transports;
        this.outbox = new Outbox(backlogLimit);
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
        requireOpen();
        byte[] frame;
        try {
            frame = encode(event);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Object> sent = new CompletableFuture<>();
        outbox.offer(frame, sent);
        openOnRequestThread();
        return sent;
    }

    /** The bytes of an event, its data written by the provider for its type. */
    byte[] encode(OutboundSseEvent event) throws IOException {
        return EventEncoder.encode(OutboundEvent.toEvent(event, workers));
    }

    @Override
    public void header(String name, String value) {
        if (headers.isEmpty()) {
            headers = new LinkedHashMap<>();
        }
        headers.put(name, value);
    }

    @Override
    public void preferNative() {
        handsOver = transports.canHandOver(request);
        if (handsOver) {
            // With this Tomcat makes no chunks of its own, and knows that the connection is not used again.
            header(CONNECTION, "close");
            if (Transports.isChunked(request)) {
                header("Transfer-Encoding", "chunked");
            }
        }
    }

    @Override
    public EventStream stream() {
        return outbox;
    }

    /** The headers to send besides those that every stream has; they are needed once. */
    Map<String, String> takeHeaders() {
        Map<String, String> taken = headers;
        headers = Map.of();
        return taken;
    }

    /** Called before the resource gets the sink. */
    void takePlace(Admission.Place taken) {
        place = taken;
    }

    @Override
    public void countFor(String holder) {
        if (place != null) {
            place.claim(holder);
        }
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("The event sink is closed.");
        }
    }

    private void openOnRequestThread() {
        if (!opened && Thread.currentThread() == opener) {
            opened = true;
            streams.add(outbox, request.getRemoteAddr());
            suspended.resume(this);
            if (!connected) {
                outbox.lost(StreamEnd.CLIENT_GONE); // the headers did not get out: the client is gone already
            }
        }
    }

    /** Called by Jersey on the request thread when the resource method has returned. */
    @Override
    public void flush() {
        openOnRequestThread();
        opener = null;
    }

    /**
     * Called when the request was answered: if that was with something else, because the resource method has thrown, the
     * stream is over before it began.
     */
    void answered() {
        if (!opened) {
            opener = null;
            outbox.lost(StreamEnd.CLIENT_GONE);
        }
    }

    /** Called by Jersey once status and headers are out, and by {@code super.close()} to end the response. */
    @Override
    protected void flushQueue() throws IOException {
        if (connected) {
            super.flushQueue();
        } else {
            connected = true;
            try {
                connect();
            } catch (IOException | RuntimeException e) {
                outbox.lost(StreamEnd.CLIENT_GONE);
                throw e;
            }
        }
    }

    private void connect() throws IOException {
        if (handsOver) {
            response.flushBuffer(); // fails if the headers did not get out: then there is nothing to hand over
            if (!transports.handOver(request, outbox)) {
                // The headers are out and say that the chunks are ours, which no other wire would make.
                throw new IOException("The connection could not be handed over.");
            }
            super.close(); // nothing goes out here any more, and Jersey lets go of the request
            return;
        }
        ServletWire.connect(Suspension.of(request).begin(), response, outbox, super::close);
    }

    @Override
    public boolean isClosed() {
        return outbox.isClosed();
    }

    @Override
    public void close() {
        outbox.end(StreamEnd.FINISHED);
    }
}
