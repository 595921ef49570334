package dev.wellspring.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The frames that were offered to an outbox and wait in it, in order, at least one. Used under the outbox's monitor. */
final class OfferedFrames {

    private record Frame(byte[] bytes, @Nullable CompletableFuture<Object> sent) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);
    private long bytes;

    /** @param sent whom to tell what became of it */
    void add(byte[] frame, @Nullable CompletableFuture<Object> sent) {
        frames.add(new Frame(frame, sent));
        bytes += frame.length;
    }

    /** How many bytes wait. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** The one to be sent next. */
    byte[] first() {
        return frames.getFirst().bytes;
    }

    /** Takes out the first one, which was sent; returns whom to tell. */
    @Nullable CompletableFuture<Object> take() {
        Frame first = frames.removeFirst();
        bytes -= first.bytes.length;
        return first.sent;
    }

    /** Tells everybody that their frame will not be sent. For the last owner, without the monitor. */
    void fail(String why) {
        for (Frame frame : frames) {
            if (frame.sent != null) {
                frame.sent.completeExceptionally(new IOException(why));
            }
        }
    }
}
