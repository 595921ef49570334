package dev.wellspring.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The frames that were offered to an outbox and wait in it, in order, and whom to tell what becomes of them.
 *
 * <p>Used under the outbox's monitor; only {@link #drop} is for the last owner, who has left it.
 */
final class OfferedFrames {

    private record Frame(byte[] bytes, @Nullable CompletableFuture<Object> sent) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);
    private long bytes;

    /** Whose frames were sent, and who was not told yet; a list of its own only where somebody asked. */
    private List<CompletableFuture<Object>> sent = List.of();

    /** Whether a frame may wait as well: a single one may be larger than the bound. */
    boolean hasRoomFor(byte[] frame, int limit) {
        return frames.isEmpty() || bytes + frame.length <= limit;
    }

    /** @param whenSent whom to tell what became of it */
    void add(byte[] frame, @Nullable CompletableFuture<Object> whenSent) {
        frames.add(new Frame(frame, whenSent));
        bytes += frame.length;
    }

    /** The one to be sent next; null if none waits. */
    byte @Nullable [] first() {
        Frame first = frames.peekFirst();
        return first == null ? null : first.bytes;
    }

    /** The first one was sent. */
    void takeFirst() {
        Frame first = frames.removeFirst();
        bytes -= first.bytes.length;
        if (first.sent != null) {
            sent = sent.isEmpty() ? new ArrayList<>() : sent;
            sent.add(first.sent);
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whose frames were sent since this was asked last: to be told without the monitor. */
    List<CompletableFuture<Object>> takeSent() {
        List<CompletableFuture<Object>> taken = sent;
        sent = List.of();
        return taken;
    }

    /** Nothing more is sent: tells everybody what became of their frame. */
    void drop(String why) {
        sent.forEach(one -> one.complete(null));
        for (Frame frame : frames) {
            if (frame.sent != null) {
                frame.sent.completeExceptionally(new IOException(why));
            }
        }
    }
}
