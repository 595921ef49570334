package dev.wellspring.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Buffers in which events are gathered for one write: lent for the length of it, so a few serve all streams.
 *
 * <p>Safe for use by any thread; never waits: where all are lent, there is one more.
 */
final class WriteBuffers {

    /** Bytes of a buffer: enough that a backlog goes out in few writes. */
    static final int SIZE = 64 * 1024;

    private static final int KEPT = 16;

    private final AtomicReferenceArray<@Nullable ByteBuffer> free = new AtomicReferenceArray<>(KEPT);

    /** An empty buffer outside the heap, so that the system takes it as it is. */
    ByteBuffer lend() {
        int first = place();
        for (int i = 0; i < KEPT; i++) {
            int slot = (first + i) % KEPT;
            ByteBuffer buffer = free.getPlain(slot) == null ? null : free.getAndSet(slot, null);
            if (buffer != null) {
                return buffer;
            }
        }
        return ByteBuffer.allocateDirect(SIZE);
    }

    /** Takes a buffer back. */
    void giveBack(ByteBuffer buffer) {
        buffer.clear();
        int first = place();
        for (int i = 0; i < KEPT; i++) {
            if (free.compareAndSet((first + i) % KEPT, null, buffer)) {
                return;
            }
        }
    }

    /** Where this thread looks first, so that threads are out of each other's way. */
    private static int place() {
        return (int) (Thread.currentThread().threadId() % KEPT);
    }
}
