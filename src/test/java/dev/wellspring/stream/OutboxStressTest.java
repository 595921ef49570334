package dev.wellspring.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many producers, and a carrier whose readiness comes and goes on a thread of its own: hundreds of short lives of an
 * outbox, each with other timings and another end.
 */
class OutboxStressTest {

    private static final int LIVES = 250;
    private static final int PRODUCERS = 4;
    private static final int FRAMES = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    enum Ending {
        FINISHED,
        OVERFLOW,
        LOST,
        GONE,
        WRITE_FAILS
    }

    @ParameterizedTest
    @EnumSource
    void everyLifeOfAnOutboxEndsOnceAndInOrder(Ending ending) throws Exception {
        for (int seed = 0; seed < LIVES; seed++) {
            new Life(ending, seed).run();
        }
    }

    /** A carrier with the contract of the Servlet API: after isReady() said no, it calls back, once. */
    private static final class FickleWire implements Wire {

        private final Random random; // guarded by this
        private final List<String> written = new ArrayList<>(); // guarded by this
        private final AtomicInteger inside = new AtomicInteger();
        private final int failAfter;
        private boolean ready = true; // guarded by this
        private boolean wanted; // guarded by this
        private int ends; // guarded by this
        private volatile boolean forbidden;
        private volatile String violation = "";

        FickleWire(int seed, int failAfter) {
            this.random = new Random(seed);
            this.failAfter = failAfter;
        }

        @Override
        public boolean isReady() {
            synchronized (this) {
                wanted |= !ready;
                return ready;
            }
        }

        @Override
        public void write(byte[] frame) throws IOException {
            use(() -> written.add(new String(frame, UTF_8)));
        }

        @Override
        public void flush() throws IOException {
            use(() -> {});
        }

        @Override
        public void abort() {}

        @Override
        public void end() throws IOException {
            use(() -> ends++);
        }

        private void use(Runnable operation) throws IOException {
            if (inside.incrementAndGet() != 1) {
                violation = "two threads inside the wire";
            }
            if (forbidden) {
                violation = "used after lost() returned";
            }
            synchronized (this) {
                if (!ready) {
                    violation = "used without being ready";
                }
                if (ends > 0) {
                    violation = "used after the end";
                }
                if (written.size() >= failAfter) {
                    inside.decrementAndGet();
                    throw new IOException("Broken pipe");
                }
                operation.run();
                ready = random.nextInt(3) > 0;
            }
            inside.decrementAndGet();
        }

        synchronized boolean becomeReady() {
            if (!wanted) {
                return false;
            }
            wanted = false;
            ready = true;
            return true;
        }
    }

    private static final class Life {

        private final Ending ending;
        private final Random random;
        private final String label;
        private final Outbox outbox;
        private final FickleWire wire;
        private final AtomicInteger ended = new AtomicInteger();
        private final List<List<CompletableFuture<Object>>> sent = new ArrayList<>();

        Life(Ending ending, int seed) {
            this.ending = ending;
            this.random = new Random(seed);
            this.label = ending + ", seed " + seed;
            this.outbox = new Outbox(ending == Ending.OVERFLOW ? 1 + random.nextInt(60) : 1 << 20);
            int failAfter = ending == Ending.WRITE_FAILS ? random.nextInt(PRODUCERS * FRAMES) : Integer.MAX_VALUE;
            this.wire = new FickleWire(seed, failAfter);
        }

        void run() throws Exception {
            var _ = outbox.ended().thenRun(ended::incrementAndGet);
            List<Thread> producers = new ArrayList<>();
            for (int p = 0; p < PRODUCERS; p++) {
                int producer = p;
                List<CompletableFuture<Object>> mine = new ArrayList<>();
                sent.add(mine);
                producers.add(Thread.ofPlatform().start(() -> produce(producer, mine)));
            }
            Thread carrier = Thread.ofPlatform().start(() -> carry(random.nextInt(PRODUCERS * FRAMES)));
            for (Thread producer : producers) {
                assertThat(producer.join(PATIENCE))
                        .as("a producer is never stuck: %s", label)
                        .isTrue();
            }
            outbox.end(StreamEnd.FINISHED);
            StreamEnd why = outbox.ended().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(carrier.join(PATIENCE))
                    .as("the carrier is never stuck: %s", label)
                    .isTrue();
            check(why);
        }

        private void produce(int producer, List<CompletableFuture<Object>> mine) {
            for (int i = 0; i < FRAMES; i++) {
                CompletableFuture<Object> future = new CompletableFuture<>();
                mine.add(future);
                outbox.offer((producer + ":" + i).getBytes(UTF_8), future);
            }
        }

        /** The container's thread: connects, calls back, and now and then reports the client's end. */
        private void carry(int callsUntilTheEnd) {
            int calls = 0;
            outbox.connect(wire);
            while (!outbox.ended().toCompletableFuture().isDone()) {
                if (wire.becomeReady()) {
                    outbox.drain();
                    calls++;
                } else {
                    LockSupport.parkNanos(1_000);
                }
                if (calls >= callsUntilTheEnd && ending == Ending.LOST) {
                    outbox.lost(StreamEnd.CLIENT_GONE);
                    wire.forbidden = true;
                } else if (calls >= callsUntilTheEnd && ending == Ending.GONE) {
                    outbox.gone();
                }
            }
        }

        private void check(StreamEnd why) {
            assertThat(wire.violation).as(label).isEmpty();
            assertThat(ended).as("told once: %s", label).hasValue(1);
            List<String> written = wire.written;
            for (int p = 0; p < PRODUCERS; p++) {
                String prefix = p + ":";
                List<String> mine = written.stream()
                        .filter(frame -> frame.startsWith(prefix))
                        .toList();
                List<String> inOrder = new ArrayList<>();
                List<CompletableFuture<Object>> futures = sent.get(p);
                for (int i = 0; i < FRAMES; i++) {
                    CompletableFuture<Object> future = futures.get(i);
                    assertThat(future).as("frame %s%s: %s", prefix, i, label).isDone();
                    if (!future.isCompletedExceptionally()) {
                        inOrder.add(prefix + i);
                    }
                }
                assertThat(mine).as(label).isEqualTo(inOrder);
                assertThat(inOrder)
                        .as("a frame was left out and a later one sent: %s", label)
                        .isEqualTo(firstFrames(p, inOrder.size()));
            }
            switch (ending) {
                case FINISHED -> {
                    assertThat(why).as(label).isEqualTo(StreamEnd.FINISHED);
                    assertThat(written).as(label).hasSize(PRODUCERS * FRAMES);
                    assertThat(wire.ends).as(label).isEqualTo(1);
                }
                case OVERFLOW -> {
                    assertThat(why).as(label).isIn(StreamEnd.OVERFLOW, StreamEnd.FINISHED);
                    assertThat(wire.ends).as(label).isEqualTo(1);
                }
                case LOST, GONE, WRITE_FAILS ->
                    assertThat(why).as(label).isIn(StreamEnd.CLIENT_GONE, StreamEnd.FINISHED);
            }
        }

        private static List<String> firstFrames(int producer, int count) {
            List<String> frames = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                frames.add(producer + ":" + i);
            }
            return frames;
        }
    }
}
