package dev.wellspring.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final int LIMIT = 10;

    private final Outbox outbox = new Outbox(LIMIT);
    private final ScriptedWire wire = new ScriptedWire();

    /** Takes as many operations as the test allows, and writes down what it took. */
    private static final class ScriptedWire implements Wire {
        private final List<String> taken = new ArrayList<>();
        private int room = Integer.MAX_VALUE;
        private boolean broken;
        private @Nullable RuntimeException recycled;
        private Runnable whileWriting = () -> {};

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void write(byte[] frame) throws IOException {
            take("write " + new String(frame, UTF_8));
            whileWriting.run();
        }

        @Override
        public void flush() throws IOException {
            take("flush");
        }

        @Override
        public void end() throws IOException {
            take("end");
        }

        @Override
        public void abort() {}

        private void take(String operation) throws IOException {
            if (recycled != null) {
                throw recycled;
            }
            if (broken) {
                throw new IOException("Broken pipe");
            }
            assertThat(room).as("room for '%s'", operation).isPositive();
            room--;
            taken.add(operation);
        }
    }

    @Test
    void nothingComesAfterAFrameThatIsLostToAnError() {
        List<byte[]> source = new ArrayList<>(List.of("1".getBytes(UTF_8), "2".getBytes(UTF_8), "3".getBytes(UTF_8)));
        outbox.connect(wire);
        wire.whileWriting = () -> {
            if (wire.taken.getLast().equals("write 2")) {
                throw new StackOverflowError("Says the test.");
            }
        };
        outbox.pull(() -> source.isEmpty() ? null : source.removeFirst());
        outbox.ready();
        assertThat(wire.taken).endsWith("write 2").doesNotContain("write 3");
        assertThat(outbox.isClosed()).isTrue();
        assertThat(outbox.ended().toCompletableFuture()).isCompleted();
    }

    @Test
    void framesGoOutAtOnceEachFlushed() {
        outbox.connect(wire);
        CompletableFuture<Object> a = offer("a");
        CompletableFuture<Object> b = offer("b");
        assertThat(wire.taken).containsExactly("write a", "flush", "write b", "flush");
        assertThat(a).isCompletedWithValue(null);
        assertThat(b).isCompletedWithValue(null);
    }

    @Test
    void framesOfferedBeforeThereIsAWireWaitAndShareOneFlush() {
        CompletableFuture<Object> a = offer("a");
        put("b");
        assertThat(a).isNotDone();
        outbox.connect(wire);
        assertThat(wire.taken).containsExactly("write a", "write b", "flush");
        assertThat(a).isCompletedWithValue(null);
    }

    @Test
    void anUnconnectedOutboxIsBoundedToo() {
        put("0123456789");
        assertThat(outbox.offer(bytes("x"), null)).isFalse();
        outbox.connect(wire);
        assertThat(wire.taken).containsExactly("end");
        assertEnded(StreamEnd.OVERFLOW);
    }

    @Test
    void aFrameWaitsWhileTheWireIsNotReadyAndGoesOutWhenItIs() {
        outbox.connect(wire);
        wire.room = 0;
        CompletableFuture<Object> sent = offer("a");
        assertThat(wire.taken).isEmpty();
        assertThat(sent).isNotDone();

        wire.room = 5;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "flush");
        assertThat(sent).isCompletedWithValue(null);
    }

    @Test
    void everyOperationAsksTheWireFirst() {
        outbox.connect(wire);
        wire.room = 1;
        put("a");
        put("b");
        assertThat(wire.taken).containsExactly("write a");
        wire.room = 1;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "write b");
        wire.room = 1;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "write b", "flush");
        wire.room = 1;
        outbox.drain();
        assertThat(wire.taken).as("nothing is left to do").hasSize(3);
    }

    @Test
    void onlyWhatTheWireTookCountsAsSent() {
        outbox.connect(wire);
        wire.room = 1;
        CompletableFuture<Object> a = offer("a");
        CompletableFuture<Object> b = offer("b");
        assertThat(a).isCompleted();
        assertThat(b).isNotDone();
    }

    @Test
    void aBacklogOfExactlyTheLimitIsKept() {
        outbox.connect(wire);
        wire.room = 0;
        assertThat(outbox.offer(bytes("01234"), null)).isTrue();
        assertThat(outbox.offer(bytes("56789"), null)).isTrue();
        assertThat(outbox.isClosed()).isFalse();
    }

    @Test
    void oneByteMoreDropsTheBacklogAndClosesTheOutbox() {
        outbox.connect(wire);
        wire.room = 0;
        CompletableFuture<Object> a = offer("01234");
        CompletableFuture<Object> b = offer("56789");
        CompletableFuture<Object> c = offer("x");

        assertThat(outbox.isClosed()).isTrue();
        assertFailed(a, "backlog");
        assertFailed(b, "backlog");
        assertFailed(c, "closed");
        assertThat(outbox.ended().toCompletableFuture())
                .as("the client still has to hear the end")
                .isNotDone();

        wire.room = 9;
        outbox.drain();
        assertThat(wire.taken).containsExactly("end");
        assertEnded(StreamEnd.OVERFLOW);
    }

    @Test
    void whatWasWrittenBeforeAnOverflowIsFlushedBeforeTheEnd() {
        outbox.connect(wire);
        wire.room = 1;
        put("a");
        put("0123456789");
        put("x");
        wire.room = 9;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "flush", "end");
    }

    @Test
    void whatWasSentNoLongerCountsAsBacklog() {
        outbox.connect(wire);
        for (int i = 0; i < 100; i++) {
            assertThat(outbox.offer(bytes("01234567"), null)).isTrue();
        }
        wire.room = 0;
        assertThat(outbox.offer(bytes("0123456789"), null)).isTrue();
    }

    @Test
    void aFrameLargerThanTheLimitIsTakenWhenNothingElseWaits() {
        String large = "x".repeat(5 * LIMIT);
        outbox.connect(wire);
        wire.room = 0;
        assertThat(outbox.offer(bytes(large), null)).isTrue();
        assertThat(outbox.offer(bytes("y"), null)).isFalse();
        assertThat(outbox.isClosed()).isTrue();
    }

    @Test
    void aLargeFrameBehindAnotherIsAnOverflow() {
        outbox.connect(wire);
        wire.room = 0;
        put("a");
        assertThat(outbox.offer(bytes("x".repeat(5 * LIMIT)), null)).isFalse();
    }

    @Test
    void closingEndsTheResponseAfterWhatWasAccepted() {
        outbox.connect(wire);
        wire.room = 0;
        put("a");
        outbox.end(StreamEnd.FINISHED);
        assertThat(outbox.isClosed()).isTrue();
        assertThat(outbox.offer(bytes("b"), null)).isFalse();
        assertThat(outbox.ended().toCompletableFuture()).isNotDone();

        wire.room = 9;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "flush", "end");
        assertEnded(StreamEnd.FINISHED);
    }

    @Test
    void closingBeforeThereIsAWireKeepsWhatWasAccepted() {
        put("a");
        outbox.end(StreamEnd.FINISHED);
        outbox.connect(wire);
        assertThat(wire.taken).containsExactly("write a", "flush", "end");
        assertEnded(StreamEnd.FINISHED);
    }

    @Test
    void theEndComesOnceWhateverIsCalledAfterwards() {
        List<StreamEnd> ends = new ArrayList<>();
        outbox.ended().thenAccept(ends::add);
        outbox.connect(wire);
        outbox.end(StreamEnd.STOPPED);
        outbox.end(StreamEnd.FINISHED);
        outbox.drain();
        outbox.gone();
        outbox.lost(StreamEnd.CLIENT_GONE);
        assertThat(wire.taken).containsExactly("end");
        assertThat(ends).containsExactly(StreamEnd.STOPPED);
    }

    @Test
    void whenTheClientIsLostWhatWaitsIsDropped() {
        outbox.connect(wire);
        wire.room = 0;
        CompletableFuture<Object> sent = offer("a");
        outbox.lost(StreamEnd.CLIENT_GONE);
        assertFailed(sent, "gone");
        assertEnded(StreamEnd.CLIENT_GONE);

        wire.room = 9;
        outbox.drain();
        outbox.end(StreamEnd.FINISHED);
        assertThat(outbox.offer(bytes("b"), null)).isFalse();
        assertThat(wire.taken).as("a lost wire is not touched").isEmpty();
    }

    @Test
    void aFailingWriteLosesTheClient() {
        outbox.connect(wire);
        wire.broken = true;
        CompletableFuture<Object> sent = offer("a");
        assertThat(outbox.isClosed()).isTrue();
        assertEnded(StreamEnd.CLIENT_GONE);
        assertThat(sent).as("the sender hears of it").isDone();
    }

    @Test
    void aResponseRecycledUnderUsLosesTheClient() {
        outbox.connect(wire);
        wire.recycled = new NullPointerException();
        put("a");
        assertEnded(StreamEnd.CLIENT_GONE);
    }

    @Test
    void aFailingEndStillEndsTheStreamForItsOwnReason() {
        outbox.connect(wire);
        wire.broken = true;
        outbox.end(StreamEnd.FINISHED);
        assertEnded(StreamEnd.FINISHED);
    }

    @Test
    void aResponseThatTheContainerFinishedIsNotTouched() {
        outbox.connect(wire);
        wire.room = 0;
        CompletableFuture<Object> sent = offer("a");
        outbox.gone();
        wire.room = 9;
        outbox.drain();
        assertThat(wire.taken).isEmpty();
        assertFailed(sent, "gone");
        assertEnded(StreamEnd.CLIENT_GONE);
    }

    @Test
    void whoIsInsideTheWireWhenTheContainerFinishesDoesTheRest() {
        outbox.connect(wire);
        put("a");
        wire.whileWriting = () -> {
            // The container, on its own thread, while this one is inside write() and holds the lock.
            Thread container = Thread.ofPlatform().start(outbox::gone);
            joinWithin(container);
            assertThat(outbox.isClosed()).isTrue();
        };
        CompletableFuture<Object> b = offer("b");
        assertThat(wire.taken).as("no flush after gone").containsExactly("write a", "flush", "write b");
        assertThat(b).isDone();
        assertEnded(StreamEnd.CLIENT_GONE);
    }

    @Test
    void lostWaitsForTheThreadInsideTheWire() throws InterruptedException {
        outbox.connect(wire);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        wire.whileWriting = () -> {
            inside.countDown();
            awaitWithin(leave);
        };
        Thread writer = Thread.ofPlatform().start(() -> put("a"));
        awaitWithin(inside);
        Thread container = Thread.ofPlatform().start(() -> outbox.lost(StreamEnd.CLIENT_GONE));
        container.join(50);
        assertThat(container.isAlive()).as("lost() is still waiting").isTrue();

        leave.countDown();
        joinWithin(container);
        joinWithin(writer);
        int operations = wire.taken.size();
        outbox.drain();
        assertThat(wire.taken).hasSize(operations);
        assertEnded(StreamEnd.CLIENT_GONE);
    }

    @Test
    void futuresAreCompletedOutsideTheLock() {
        List<String> heard = new ArrayList<>();
        outbox.connect(wire);
        wire.room = 0;
        CompletableFuture<Object> sent = offer("a");
        var _ = sent.thenRun(() -> heard.add(anotherThreadGetsIn()));
        wire.room = 9;
        outbox.drain();
        assertThat(heard).containsExactly("in");
    }

    @Test
    void failuresAreToldOutsideTheLock() {
        List<String> heard = new ArrayList<>();
        outbox.connect(wire);
        wire.room = 0;
        var _ = offer("0123456789").whenComplete((_, _) -> heard.add(anotherThreadGetsIn()));
        put("x");
        assertThat(heard).containsExactly("in");
    }

    @Test
    void theEndIsToldOutsideTheLock() {
        List<String> heard = new ArrayList<>();
        outbox.ended().thenRun(() -> heard.add(anotherThreadGetsIn()));
        outbox.connect(wire);
        outbox.end(StreamEnd.FINISHED);
        assertThat(heard).containsExactly("in");
    }

    @Test
    void aListenerMaySendTheNextFrame() {
        outbox.connect(wire);
        wire.room = 0;
        var _ = offer("a").thenRun(() -> put("b"));
        wire.room = 9;
        outbox.drain();
        assertThat(wire.taken).containsExactly("write a", "flush", "write b", "flush");
    }

    /** Whether another thread can use the outbox now; this one would always get in, the lock is reentrant. */
    private String anotherThreadGetsIn() {
        Thread other = Thread.ofPlatform().daemon().start(outbox::drain);
        joinWithin(other);
        return "in";
    }

    private CompletableFuture<Object> offer(String frame) {
        CompletableFuture<Object> sent = new CompletableFuture<>();
        outbox.offer(bytes(frame), sent);
        return sent;
    }

    private void put(String frame) {
        outbox.offer(bytes(frame), null);
    }

    private void assertEnded(StreamEnd why) {
        assertThat(outbox.ended().toCompletableFuture()).isCompletedWithValue(why);
    }

    private static void assertFailed(CompletableFuture<Object> sent, String message) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> sent.get(0, TimeUnit.SECONDS))
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining(message);
    }

    private static void joinWithin(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(5)))
                    .as("the thread came through")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWithin(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
