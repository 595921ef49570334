package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of {@code bin/run}: quick, and clean for everybody who is connected. */
class ShutdownIT {

    private static final int STREAMS = 200;
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Pattern FAREWELL = Pattern.compile("retry: (\\d+)\n\n\\z");

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void everyStreamEndsInTheRegularWayAndNothingIsLeft(String signal) {
        try (RunningServer server = RunningServer.direct();
                Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> members = openStreams(crowd);
            ServerProcess.End end = server.stop(signal);
            assertEnded(members);
            assertThat(end.status()).isZero();
            assertThat(end.took()).isLessThan(WITHIN);
            assertThat(server.troubles()).isEmpty();
            assertThat(server.output()).anyMatch(line -> line.contains("Stopping"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "portable"})
    void subscribersAreSentAwayOneAfterTheOtherWhilePublishingGoesOn(String transport) throws Exception {
        Map<String, String> environment =
                Map.of("WELLSPRING_DRAIN", DRAIN.toString(), "WELLSPRING_TRANSPORT", transport);
        int port = Checkout.freePort();
        NumberingPublisher publisher = new NumberingPublisher("p", List.of("https://example.com/p"), 50);
        try (RunningServer server = RunningServer.start(port, environment)) {
            List<RawHttp.Response> subscribers = subscribe(port);
            Thread publishing = publishing(publisher, port);
            long began = System.nanoTime();
            ServerProcess.End end = server.stop("TERM");
            publishing.join();
            assertThat(end.took()).isBetween(DRAIN.multipliedBy(4).dividedBy(5), DRAIN.plus(WITHIN));
            assertThat(server.troubles()).isEmpty();
            long half = verifySentAway(subscribers, began);
            assertThat(publisher.all())
                    .as("published while half of the subscribers were gone")
                    .anyMatch(sent -> sent.fate() == Fate.ACKNOWLEDGED && sent.sent() > half);
            assertThat(Checkout.file("target/it/data-" + port).resolve("log.db-wal"))
                    .as("everything is in the database")
                    .doesNotExist();

            try (RunningServer again = RunningServer.start(port, environment)) {
                String last = publisher.publish(new HubAt(again.port())).data();
                new PublishedAndStored(List.of(publisher))
                        .verify(new HubAt(port)
                                .stored(HubAt.EARLIEST, one -> one.data().equals(last)));
            }
        }
    }

    private static List<RawHttp.Response> subscribe(int port) throws IOException {
        List<RawHttp.Response> subscribers = new ArrayList<>();
        for (int i = 0; i < STREAMS / 4; i++) {
            subscribers.add(RawHttp.get("127.0.0.1", port, "/.well-known/mercure?topic=*")
                    .open());
        }
        return subscribers;
    }

    /** Publishes until there is nobody to publish to; it has begun. */
    private static Thread publishing(NumberingPublisher publisher, int port) throws InterruptedException {
        CountDownLatch flowing = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().start(() -> publisher.publishUntilCut(new HubAt(port), flowing::countDown));
        assertThat(flowing.await(20, TimeUnit.SECONDS)).isTrue();
        return thread;
    }

    /** Returns when half of them were gone. */
    private static long verifySentAway(List<RawHttp.Response> subscribers, long began) {
        Set<String> times = new HashSet<>();
        for (RawHttp.Response subscriber : subscribers) {
            assertThat(subscriber.awaitEnd(WITHIN)).isEqualTo(RawHttp.End.COMPLETE);
            Matcher retry = FAREWELL.matcher(subscriber.text());
            assertThat(retry.find()).as("the stream ends with retry:").isTrue();
            times.add(retry.group(1));
        }
        assertThat(times).hasSizeGreaterThan(subscribers.size() / 2);
        List<Long> ends =
                subscribers.stream().map(RawHttp.Response::endNanos).sorted().toList();
        long half = ends.get(ends.size() / 2);
        assertThat(Duration.ofNanos(half - began)).isBetween(DRAIN.dividedBy(4), DRAIN);
        assertThat(Duration.ofNanos(ends.getLast() - ends.getFirst())).isGreaterThan(DRAIN.dividedBy(2));
        return half;
    }

    @Test
    void behindNginxToo() {
        try (RunningServer server = RunningServer.behindNginx();
                Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> members = openStreams(crowd);
            ServerProcess.End end = server.stop("TERM");
            assertEnded(members);
            assertThat(end.status()).isZero();
            assertThat(end.took()).isLessThan(WITHIN);
            assertThat(server.troubles()).isEmpty();
        }
    }

    @Test
    void clientsThatHaveStoppedReadingDoNotHoldItUp() {
        try (RunningServer server = RunningServer.direct();
                Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> readers = openStreams(crowd);
            List<Crowd.Member> stuck = openStreams(crowd).subList(0, 10);
            crowd.stopReading(stuck);
            ServerProcess.End end = server.stop("TERM");
            assertEnded(readers);
            assertThat(end.status()).isZero();
            assertThat(end.took()).isLessThan(WITHIN);
        }
    }

    private static List<Crowd.Member> openStreams(Crowd crowd) {
        List<Crowd.Member> members = new ArrayList<>();
        for (String path : List.of("/sse/clock", "/sse/heartbeat", "/sse/reconnect", "/sse/basic")) {
            members.addAll(crowd.send(STREAMS / 4, path));
        }
        await("all streams flow")
                .atMost(Duration.ofSeconds(20))
                .until(() -> members.stream()
                        .noneMatch(member -> member.answer().arrivals().isEmpty()));
        return members;
    }

    private static void assertEnded(List<Crowd.Member> members) {
        await("every stream ended with its last chunk")
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(member -> assertThat(member.answer().isComplete())
                                .as(member.path())
                                .isTrue()));
    }
}
