package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.wellspring.stream.ScriptedResource.Opened;
import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.ServerTest;
import dev.wellspring.testing.TomcatTestContainerFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stop reading, and clients that are gone, whatever transport carries their streams. */
abstract class SlowAndLostClientsContract extends ServerTest {

    private static final int BACKLOG = 64 * 1024;
    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);
    private static final String FILLER = "x".repeat(8 * 1024);

    /** Small enough for what the system does not take of it to fit into the container's own buffer. */
    private static final String SHORT = "x".repeat(500);

    /** Nothing moved for so long: every buffer on the way to a client that does not read is full. */
    private static final Duration FULL = Duration.ofMillis(300);

    /** More than any kernel buffers for one connection. */
    private static final int MORE_THAN_FITS = 4000;

    private final OpenStreams streams;
    private final ScriptedResource resource;

    SlowAndLostClientsContract(Transports transports) {
        ScriptedResource scripted = new ScriptedResource(transports);
        super(scripted.served(BACKLOG));
        resource = scripted;
        streams = scripted.streams();
    }

    @Override
    protected TomcatTestContainerFactory container() {
        return super.container().with("connectionTimeout", String.valueOf(WRITE_TIMEOUT.toMillis()));
    }

    @AfterEach
    void everyPlaceWasGivenBack() {
        streams.stop();
        await().atMost(SOON).until(streams::isDeserted);
    }

    @Test
    void aClientThatStopsReadingDelaysNobodyAndIsEndedWithItsBacklogBounded(@TempDir Path directory) throws Exception {
        try (RawHttp.Connection stuck = get("/stream").receiveBuffer(4096).send();
                RawHttp.Response reader = openAfter(stuck)) {
            Opened toStuck = resource.next();
            Opened toReader = resource.next();
            CompletionStage<StreamEnd> ended = toStuck.stream().ended();

            int sent = 0;
            Duration longest = Duration.ZERO;
            while (!toStuck.sink().isClosed() && sent < MORE_THAN_FITS) {
                long start = System.nanoTime();
                toStuck.sink().send(toStuck.sse().newEvent(FILLER));
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                longest = took.compareTo(longest) > 0 ? took : longest;
                sent++;
                if (sent % 20 == 0) {
                    toReader.send("tick " + sent);
                    reader.readUntil("data: tick " + sent + "\n\n", SOON);
                }
            }

            assertThat(toStuck.sink().isClosed()).as("the backlog is bounded").isTrue();
            assertThat(longest).as("no send waits for the client").isLessThan(WRITE_TIMEOUT);
            assertThat(threadsWaitingToWrite(directory)).isZero();
            toReader.send("still on schedule");
            reader.readUntil("still on schedule", SOON);

            assertThat(ended.toCompletableFuture()).succeedsWithin(SOON).isEqualTo(StreamEnd.OVERFLOW);
            await().atMost(SOON).until(() -> streams.count() == 1);
            toReader.close();
            reader.awaitComplete(SOON);
        }
    }

    @Test
    void aClientThatReadsOnAfterAnOverflowGetsWholeEventsAndTheRegularEnd() throws Exception {
        try (RawHttp.Connection slow = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            assertThat(stream.sink().send(stream.sse().newEvent("0 " + FILLER)).toCompletableFuture())
                    .succeedsWithin(SOON);
            int sent = 1;
            while (!stream.sink().isClosed() && sent < MORE_THAN_FITS) {
                stream.send(sent++ + " " + FILLER);
            }
            RawHttp.Response answer = slow.response().awaitComplete(SOON);

            EventStreamReader client = new EventStreamReader().feed(answer.body());
            assertThat(client.messages()).hasSizeBetween(1, sent - 1);
            for (int i = 0; i < client.messages().size(); i++) {
                assertThat(client.messages().get(i).data()).isEqualTo(i + " " + FILLER);
            }
            assertThat(client.betweenEvents()).as("the last event is whole").isTrue();
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void aClientThatPausesAndReadsOnGetsEverything() throws Exception {
        try (RawHttp.Connection pausing = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            int count = 0;
            CompletionStage<?> sent;
            do {
                sent = stream.sink().send(stream.sse().newEvent(count++ + " " + FILLER));
            } while (isTaken(sent));
            stream.send("last");
            stream.close();

            RawHttp.Response answer = pausing.response().awaitComplete(SOON);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < count; i++) {
                all.append("data: ").append(i).append(' ').append(FILLER).append("\n\n");
            }
            assertThat(answer.text()).isEqualTo(all.append("data: last\n\n").toString());
            assertThat(sent.toCompletableFuture()).succeedsWithin(SOON);
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void aClientThatStopsReadingASilentStreamIsGivenUpAfterTheWriteTimeout() throws Exception {
        try (RawHttp.Connection stuck = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            CompletionStage<StreamEnd> ended = stream.stream().ended();
            CompletionStage<?> sent;
            do {
                sent = stream.sink().send(stream.sse().newEvent(FILLER));
            } while (isTaken(sent));

            assertThat(ended.toCompletableFuture()).succeedsWithin(SOON).isEqualTo(StreamEnd.STUCK);
            assertThat(sent.toCompletableFuture()).failsWithin(SOON);
            await().atMost(SOON).until(() -> streams.count() == 0);
            assertThat(stuck.response().awaitEnd(SOON)).isNotEqualTo(RawHttp.End.COMPLETE);
        }
    }

    /** One event always waits for the client; kernels may find room for it after a while, and then there is another one. */
    private static final class Waiting {

        private final Opened stream;
        private CompletionStage<?> sent = CompletableFuture.completedFuture(null);
        private long lastTaken;

        Waiting(Opened stream) {
            this.stream = stream;
        }

        void sendIfTaken() {
            while (sent.toCompletableFuture().isDone() && !stream.sink().isClosed()) {
                lastTaken = System.nanoTime();
                sent = stream.sink().send(stream.sse().newEvent(SHORT));
            }
        }
    }

    /** A stream of any age: what counts is for how long its client has taken nothing. */
    @Test
    void anOldStreamThatStopsReadingHasTheWholeWriteTimeoutToReadOn() throws Exception {
        try (RawHttp.Connection client = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            CompletionStage<StreamEnd> ended = stream.stream().ended();
            await().pollDelay(WRITE_TIMEOUT.plusSeconds(1))
                    .atMost(SOON)
                    .until(() -> !stream.sink().isClosed());
            Waiting waiting = new Waiting(stream);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(SOON.multipliedBy(2))
                    .until(() -> {
                        waiting.sendIfTaken();
                        return ended.toCompletableFuture().isDone();
                    });
            Duration stuck = Duration.ofNanos(System.nanoTime() - waiting.lastTaken);

            assertThat(ended.toCompletableFuture()).isCompletedWithValue(StreamEnd.STUCK);
            assertThat(stuck).isGreaterThan(WRITE_TIMEOUT.minusMillis(200));
            assertThat(client.response().awaitEnd(SOON)).isNotEqualTo(RawHttp.End.COMPLETE);
        }
    }

    @Test
    void aSilentStreamOutlivesTheWriteTimeout() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            stream.send("a");
            answer.readUntil("data: a\n\n", SOON);
            await().pollDelay(WRITE_TIMEOUT.plusSeconds(1))
                    .atMost(SOON)
                    .until(() -> !stream.sink().isClosed());
            stream.send("b");
            answer.readUntil("data: b\n\n", SOON);
            stream.close();
            answer.awaitComplete(SOON);
        }
    }

    @Test
    void aClientThatResetTheConnectionIsNoticedAtTheNextWrite() throws Exception {
        RawHttp.Response answer = get("/stream").open();
        Opened stream = resource.next();
        stream.send("a");
        answer.readUntil("data: a\n\n", SOON);
        answer.reset();
        assertNoticed(stream);
    }

    @Test
    void aClientThatClosedTheConnectionIsNoticedAtTheNextWrite() throws Exception {
        RawHttp.Response answer = get("/stream").open();
        Opened stream = resource.next();
        stream.send("a");
        answer.readUntil("data: a\n\n", SOON);
        answer.close();
        assertNoticed(stream);
    }

    @Test
    void aClientThatWentBeforeTheFirstEventIsNoticedToo() throws Exception {
        RawHttp.Response answer = get("/stream").open();
        answer.reset();
        assertNoticed(resource.next());
    }

    @Test
    void aClientThatWentBeforeTheHeadIsNoticedToo() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        resource.script(_ -> gone.await());
        RawHttp.Connection connection = get("/stream").send();
        Opened stream = resource.next();
        connection.reset();
        gone.countDown();
        assertNoticed(stream);
    }

    @Test
    void closingTheSinkOfAClientThatIsGoneLeavesNothingBehind() throws Exception {
        RawHttp.Response answer = get("/stream").open();
        Opened stream = resource.next();
        answer.reset();
        stream.close();
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void aThousandClientsThatCameAndWentLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 1000; i++) {
            RawHttp.Response answer = get("/stream").open();
            if (i % 2 == 0) {
                answer.reset();
            } else {
                answer.close();
            }
        }
        List<Opened> seen = new ArrayList<>();
        await().atMost(SOON.multipliedBy(2)).until(() -> {
            resource.drainTo(seen);
            seen.removeIf(stream -> stream.sink().isClosed());
            seen.forEach(stream -> stream.stream().offer("data: x\n\n".getBytes(UTF_8)));
            return streams.count() == 0;
        });
        resource.script(Opened::close);
        get("/stream").complete(SOON).close();
    }

    private RawHttp.Response openAfter(RawHttp.Connection first) throws IOException {
        assertThat(first).isNotNull();
        await().atMost(SOON).until(() -> streams.count() == 1);
        return get("/stream").open();
    }

    /** Whether the client's side, kernels included, still takes something; it does not at once when it is full. */
    private static boolean isTaken(CompletionStage<?> sent) throws InterruptedException, ExecutionException {
        try {
            sent.toCompletableFuture().get(FULL.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void assertNoticed(Opened stream) {
        CompletionStage<StreamEnd> ended = stream.stream().ended();
        int[] writes = {0};
        await().pollInterval(Duration.ofMillis(50)).atMost(SOON).until(() -> {
            if (!stream.sink().isClosed()) {
                writes[0]++;
                stream.sink().send(stream.sse().newEvent("x"));
            }
            return stream.sink().isClosed();
        });
        // The kernel takes the first one before the other side's answer tells it that nobody is there.
        assertThat(writes[0]).as("writes until it was noticed").isBetween(0, 2);
        assertThat(ended.toCompletableFuture()).succeedsWithin(SOON).isEqualTo(StreamEnd.CLIENT_GONE);
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    /** Threads, virtual ones included, that are blocked in the container because a socket takes nothing. */
    private static long threadsWaitingToWrite(Path directory) throws IOException {
        Path dump = directory.resolve("threads.txt");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        // A blank line after each thread. One that is writing and not waiting is another test's, and on its way.
        return Stream.of(Files.readString(dump).split("\n\\s*\n", -1))
                .filter(thread -> thread.contains("NioSocketWrapper.doWrite"))
                .filter(thread -> thread.contains("Object.wait") || thread.contains("LockSupport.park"))
                .count();
    }
}
