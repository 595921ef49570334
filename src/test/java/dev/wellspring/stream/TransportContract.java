package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.stream.ScriptedResource.Opened;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream promises whatever transport carries it. */
abstract class TransportContract extends ServerTest {

    private static final Pattern FAREWELL = Pattern.compile("retry: (\\d+)\n\n");

    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);
    private static final int BACKLOG = 1024 * 1024;

    final OpenStreams streams;
    final ScriptedResource resource;

    TransportContract(Transports transports) {
        ScriptedResource scripted = new ScriptedResource(transports);
        super(scripted.served(BACKLOG));
        resource = scripted;
        streams = scripted.streams();
    }

    @Test
    void eventsArriveAsTheyAreSentAndTheEndIsRegular() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            Opened stream = resource.next();
            stream.send("a");
            answer.readUntil("data: a\n\n", SOON);
            stream.send("b");
            answer.readUntil("data: b\n\n", SOON);
            stream.close();
            assertThat(answer.awaitComplete(SOON).text()).isEqualTo("data: a\n\ndata: b\n\n");
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void whatIsSentBeforeTheHeadersAreOutComesFirst() throws Exception {
        resource.script(stream -> {
            stream.stream().offer("data: early\n\n".getBytes(UTF_8));
            stream.stream().end(StreamEnd.FINISHED);
        });
        try (RawHttp.Response answer = get("/stream").complete(SOON)) {
            assertThat(answer.text()).isEqualTo("data: early\n\n");
        }
    }

    @Test
    void aClientOfHttp10GetsItsEvents() throws Exception {
        try (RawHttp.Response answer = get("/stream").http10().open()) {
            Opened stream = resource.next();
            stream.send("a");
            answer.readUntil("data: a\n\n", SOON);
            stream.close();
            assertThat(answer.awaitComplete(SOON).text()).isEqualTo("data: a\n\n");
        }
    }

    @Test
    void aRequestBehindTheRequestDoesNotDisturbTheStream() throws Exception {
        try (RawHttp.Connection connection = get("/stream").send()) {
            connection.write(get("/stream").bytes());
            Opened stream = resource.next();
            stream.send("a");
            RawHttp.Response answer = connection.response();
            answer.readUntil("data: a\n\n", SOON);
            connection.write("what is this\r\n\r\n".getBytes(US_ASCII));
            stream.send("b");
            answer.readUntil("data: b\n\n", SOON);
            assertThat(answer.text()).isEqualTo("data: a\n\ndata: b\n\n");
        }
    }

    @Test
    void aClientThatClosesItsSideFirstIsNeverLeftBehind() throws Exception {
        RawHttp.Connection connection = get("/stream").send();
        RawHttp.Response answer = connection.response();
        Opened stream = resource.next();
        stream.send("a");
        answer.readUntil("data: a\n\n", SOON);
        connection.shutdownOutput();
        connection.close();
        await().pollInterval(Duration.ofMillis(50)).atMost(SOON).until(() -> {
            stream.stream().offer(": x\n\n".getBytes(UTF_8));
            return streams.count() == 0;
        });
    }

    /**
     * Whether a client that closes its side and stays, which an event source never does, counts as gone at once. Who does not
     * look at what the client sends cannot know, and goes on.
     */
    abstract boolean noticesAClosedSide();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSocketThatStaysHalfClosedIsOverAtOnceOrServedToTheEnd(boolean beforeTheHead) throws Exception {
        try (RawHttp.Connection connection = get("/stream").send()) {
            if (beforeTheHead) {
                connection.shutdownOutput();
            }
            RawHttp.Response answer = connection.response();
            Opened stream = resource.next();
            if (!beforeTheHead) {
                stream.send("a");
                answer.readUntil("data: a\n\n", SOON);
                connection.shutdownOutput();
            }
            if (noticesAClosedSide()) {
                assertThat(stream.stream().ended().toCompletableFuture())
                        .succeedsWithin(SOON)
                        .isEqualTo(StreamEnd.CLIENT_GONE);
                assertThat(answer.awaitEnd(SOON)).as("the connection").isNotEqualTo(RawHttp.End.COMPLETE);
            } else {
                stream.send("b");
                answer.readUntil("data: b\n\n", SOON);
                stream.close();
                assertThat(answer.awaitComplete(SOON).text()).endsWith("data: b\n\n");
            }
            await().atMost(SOON).until(() -> streams.count() == 0);
        }
    }

    @Test
    void aSocketThatStaysHalfClosedIsEndedByAStopLikeAnyOther() throws Exception {
        List<RawHttp.Response> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawHttp.Connection connection = get("/stream").send();
            answers.add(connection.response());
            connection.shutdownOutput();
        }
        streams.stop();
        for (RawHttp.Response answer : answers) {
            answer.awaitEnd(SOON);
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void aLongBacklogThatIsPulledArrivesWholeAndInOrder() throws Exception {
        int events = 20_000;
        String filler = "x".repeat(300);
        AtomicInteger next = new AtomicInteger();
        resource.script(stream -> stream.stream().pull(() -> {
            int number = next.getAndIncrement();
            return number < events ? ("data: " + number + " " + filler + "\n\n").getBytes(UTF_8) : null;
        }));
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            answer.readUntil("data: " + (events - 1) + " " + filler + "\n\n", SOON.multipliedBy(3));
            stream.stream().end(StreamEnd.FINISHED);
            StringBuilder all = new StringBuilder();
            for (int number = 0; number < events; number++) {
                all.append("data: ").append(number).append(' ').append(filler).append("\n\n");
            }
            assertThat(answer.awaitComplete(SOON).text().contentEquals(all)).isTrue();
        }
    }

    @Test
    void anEventLargerThanAnyBufferArrivesWhole() throws Exception {
        String large = "y".repeat(300_000);
        resource.script(stream -> {
            stream.stream().offer("data: a\n\n".getBytes(UTF_8));
            stream.stream().offer(("data: " + large + "\n\n").getBytes(UTF_8));
            stream.stream().offer("data: b\n\n".getBytes(UTF_8));
            stream.stream().end(StreamEnd.FINISHED);
        });
        try (RawHttp.Response answer = get("/stream").complete(SOON)) {
            assertThat(answer.text()).isEqualTo("data: a\n\ndata: " + large + "\n\ndata: b\n\n");
        }
    }

    @Test
    void noWakeUpIsLostBetweenManyProducersAndAReaderThatPauses() throws Exception {
        int producers = 4;
        int each = 3000;
        try (RawHttp.Connection connection = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            CountDownLatch done = new CountDownLatch(producers);
            for (int producer = 0; producer < producers; producer++) {
                String name = "p" + producer;
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < each; i++) {
                        stream.stream().offer(("data: " + name + " " + i + "\n\n").getBytes(UTF_8));
                    }
                    done.countDown();
                });
            }
            done.await();
            stream.stream().end(StreamEnd.FINISHED);
            List<String> events =
                    List.of(connection.response().awaitComplete(SOON).text().split("\n\n"));
            assertThat(events).hasSize(producers * each);
            for (int producer = 0; producer < producers; producer++) {
                String start = "data: p" + producer + " ";
                List<String> mine = events.stream()
                        .filter(event -> event.startsWith(start))
                        .map(event -> event.substring(start.length()))
                        .toList();
                assertThat(mine).hasSize(each);
                assertThat(mine.stream().map(Integer::valueOf)).isSorted();
            }
        }
    }

    @Test
    void stoppingEndsAllStreamsInTheRegularWay() throws Exception {
        List<RawHttp.Response> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(get("/stream").open());
            resource.next().send("hello");
        }
        streams.stop();
        for (RawHttp.Response answer : answers) {
            assertThat(answer.awaitComplete(SOON).text()).isEqualTo("data: hello\n\n");
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void drainingEndsStreamsOneAfterTheOtherAndTellsEachWhenToComeBack() throws Exception {
        List<RawHttp.Response> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(get("/stream").open());
            resource.next().send("hello");
        }
        long began = System.nanoTime();
        streams.drain(Duration.ofSeconds(1));
        assertThat(System.nanoTime() - began).isBetween(900_000_000L, 5_000_000_000L);
        Set<Long> times = new HashSet<>();
        for (RawHttp.Response answer : answers) {
            Matcher retry = FAREWELL.matcher(answer.awaitComplete(SOON).text().substring("data: hello\n\n".length()));
            assertThat(retry.matches()).as(answer.text()).isTrue();
            times.add(Long.valueOf(retry.group(1)));
        }
        assertThat(times).allSatisfy(millis -> assertThat(millis).isBetween(1000L, 4000L));
        assertThat(times).as("every client has a time of its own").hasSizeGreaterThan(10);
        List<Long> ends =
                answers.stream().map(RawHttp.Response::endNanos).sorted().toList();
        assertThat(ends.get(9) - began).as("half of them after half the time").isGreaterThan(400_000_000L);
        assertThat(streams.isStopping()).isTrue();

        RawHttp.Response late = get("/stream").open();
        assertThat(late.awaitComplete(SOON).text()).matches(FAREWELL);
    }

    @Test
    void aDrainIsCutShortByAStop() throws Exception {
        List<RawHttp.Response> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(get("/stream").open());
            resource.next().send("hello");
        }
        Thread drain = Thread.ofVirtual().start(() -> streams.drain(Duration.ofMinutes(10)));
        await().atMost(SOON).until(streams::isStopping);
        streams.stop();
        assertThat(drain.join(SOON)).isTrue();
        for (RawHttp.Response answer : answers) {
            answer.awaitComplete(SOON);
        }
    }

    @Test
    void abandoningLetsGoOfClientsThatDoNotRead() throws Exception {
        try (RawHttp.Connection stuck = get("/stream").receiveBuffer(4096).send()) {
            Opened stream = resource.next();
            byte[] event = ("data: " + "x".repeat(100_000) + "\n\n").getBytes(UTF_8);
            stream.stream().pull(() -> event);
            streams.stop();
            streams.abandon();
            await().atMost(SOON).until(() -> streams.count() == 0);
            assertThat(stuck).isNotNull();
        }
    }
}
