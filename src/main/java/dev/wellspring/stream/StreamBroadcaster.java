package dev.wellspring.stream;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Sends each event to every registered sink, encoded once.
 *
 * <p>A broadcast returns when every sink has taken the event into its outbox: it never waits for a client, so a slow one
 * delays nobody, and is closed when its own backlog outgrows its bound. A sink leaves by itself when its stream is over;
 * the listeners then hear of it, {@code onClose} for every end and before it {@code onError} if the client was lost or
 * too slow.
 *
 * <p>Takes only sinks of this application, which are the ones that Jakarta REST injects here. Safe for use by any
 * thread; a sink registered during a broadcast may or may not get that event.
 */
final class StreamBroadcaster implements SseBroadcaster {

    private final Set<StreamSink> sinks = ConcurrentHashMap.newKeySet();
    private final List<BiConsumer<SseEventSink, Throwable>> errorListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<SseEventSink>> closeListeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    @Override
    public void onError(BiConsumer<SseEventSink, Throwable> listener) {
        errorListeners.add(listener);
    }

    @Override
    public void onClose(Consumer<SseEventSink> listener) {
        closeListeners.add(listener);
    }

    /**
     * @throws IllegalArgumentException if the sink is not one of this application
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    public void register(SseEventSink sink) {
        if (!(sink instanceof StreamSink stream)) {
            throw new IllegalArgumentException("A broadcaster takes the sinks that Jakarta REST injects.");
        }
        requireOpen();
        sinks.add(stream);
        stream.stream().ended().thenAccept(why -> left(stream, why));
    }

    private void left(StreamSink sink, StreamEnd why) {
        if (!sinks.remove(sink)) {
            return;
        }
        if (why == StreamEnd.CLIENT_GONE || why == StreamEnd.STUCK || why == StreamEnd.OVERFLOW) {
            IOException cause = new IOException("The stream ended: " + why);
            errorListeners.forEach(listener -> listener.accept(sink, cause));
        }
        closeListeners.forEach(listener -> listener.accept(sink));
    }

    /**
     * Sends the event to all sinks.
     *
     * @return already complete; failed if the event cannot be encoded
     * @throws IllegalStateException if the broadcaster is closed
     */
    @Override
    public CompletionStage<?> broadcast(OutboundSseEvent event) {
        requireOpen();
        byte[] frame = null;
        for (StreamSink sink : sinks) {
            if (frame == null) {
                try {
                    frame = sink.encode(event);
                } catch (IOException | RuntimeException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
            sink.stream().offer(frame);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        close(true);
    }

    /** Takes no more sinks and events; with {@code cascading}, the registered sinks are closed as well. */
    @Override
    public void close(boolean cascading) {
        closed = true;
        if (cascading) {
            sinks.forEach(StreamSink::close);
        }
        sinks.clear();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The broadcaster is closed.");
        }
    }
}
