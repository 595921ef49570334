package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thousand clients at once, well-behaved ones and others: everybody gets everything, and nothing of them stays behind. */
class CrowdIT {

    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("'data: 'uuuu-MM-dd HH:mm:ss");
    private static final String STREAM = "dev.wellspring.stream.StreamSink";
    private static final int CROWD = 1000;

    /** Connections the server opens for itself, threads it starts for a while, objects it keeps for reuse. */
    private static final int FEW = 20;

    private static final int FEW_MEGABYTES = 8 << 20;
    private static final Duration RETURNED_WITHIN = Duration.ofSeconds(30);

    private static RunningServer server;
    private static Jvm.Holdings before;

    @BeforeAll
    static void start() {
        server = RunningServer.direct();
        long idle = server.jvm().openDescriptors();
        // What is made at the first need is made now, not during the measurement.
        try (Crowd crowd = Crowd.at(server.port())) {
            crowd.vanish(flowing(crowd.send(CROWD, "/sse/clock")));
            awaitNoStreams();
        }
        await("all connections are closed")
                .atMost(RETURNED_WITHIN)
                .until(() -> server.jvm().openDescriptors() <= idle + FEW);
        before = server.jvm().holdings();
    }

    @AfterAll
    static void stop() {
        assertThat(server.troubles()).isEmpty();
        server.close();
    }

    @Test
    void aThousandStreamsAllComplete() {
        List<String> lessons = List.of("/sse/basic", "/sse/json", "/sse/events", "/sse/reconnect", "/sse/multifield");
        try (Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> members = new ArrayList<>();
            for (String lesson : lessons) {
                members.addAll(crowd.send(CROWD / lessons.size(), lesson));
            }
            await("all streams end")
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> members.stream()
                            .allMatch(member -> member.lost() || member.answer().isComplete()));
            assertThat(members).allSatisfy(member -> {
                assertThat(member.answer().isComplete()).isTrue();
                assertThat(member.answer().statusLine()).isEqualTo("HTTP/1.1 200 ");
                assertThat(member.answer().text()).matches(lesson(member.path()).body());
            });
        }
        assertThatNothingIsLeft();
    }

    private static Lesson lesson(String path) {
        return Stream.of(Lesson.values())
                .filter(lesson -> lesson.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void headOpensNoStream() throws IOException {
        for (int i = 0; i < 20; i++) {
            for (Lesson lesson : Lesson.values()) {
                try (RawHttp.Response answer = RawHttp.request("HEAD", "localhost", server.port(), lesson.path())
                        .complete(Duration.ofSeconds(10))) {
                    assertThat(answer.status()).isEqualTo(200);
                }
            }
        }
        assertThat(server.jvm().liveObjects(STREAM)).isZero();
    }

    @Test
    void ofClientsThatLeaveNothingStaysBehind() {
        try (Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> members = new ArrayList<>();
            for (String path : List.of("/sse/clock", "/sse/reconnect", "/sse/basic", "/sse/heartbeat")) {
                members.addAll(crowd.send(50, path));
            }
            flowing(members);
            List<Crowd.Member> vanishing = new ArrayList<>();
            List<Crowd.Member> leaving = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                (i % 2 == 0 ? vanishing : leaving).add(members.get(i));
            }
            crowd.vanish(vanishing);
            crowd.leave(leaving);
            assertThatNothingIsLeft();
        }
        assertThat(server.output()).anyMatch(line -> line.contains("客户端断开连接"));
    }

    @Test
    void clientsThatHaveStoppedReadingDelayNobody() {
        try (Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> readers = flowing(crowd.send(CROWD - 10, "/sse/clock"));
            List<Crowd.Member> stuck = flowing(crowd.send(10, "/sse/clock"));
            crowd.stopReading(stuck);
            await("everybody sees ten more seconds")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> readers.stream()
                            .allMatch(reader -> reader.answer().arrivals().size() >= 10));
            assertThat(readers).allSatisfy(CrowdIT::assertOnSchedule);
            crowd.vanish(stuck);
            crowd.leave(readers);
            assertThatNothingIsLeft();
        }
    }

    /** Each second once, in order, and none more than two seconds late; on a free machine it is some milliseconds. */
    private static void assertOnSchedule(Crowd.Member reader) {
        List<ChunkedAnswer.Arrival> arrivals = reader.answer().arrivals();
        LocalDateTime first = LocalDateTime.parse(arrivals.getFirst().event(), LABEL);
        for (int i = 0; i < arrivals.size(); i++) {
            LocalDateTime second = LocalDateTime.parse(arrivals.get(i).event(), LABEL);
            assertThat(second).isEqualTo(first.plusSeconds(i));
            long begun = second.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
            assertThat(arrivals.get(i).millis() - begun)
                    .as("milliseconds from the begin of %s to its arrival", second)
                    .isBetween(0L, 2000L);
        }
    }

    private static List<Crowd.Member> flowing(List<Crowd.Member> members) {
        await("all streams flow")
                .atMost(Duration.ofSeconds(30))
                .until(() -> members.stream()
                        .noneMatch(member -> member.answer().arrivals().isEmpty()));
        return members;
    }

    private static void awaitNoStreams() {
        // A lesson whose client is gone notices at its next event; the slowest one sends one in five seconds.
        await("all streams are gone")
                .atMost(RETURNED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> server.jvm().liveObjects(STREAM) == 0);
    }

    private static void assertThatNothingIsLeft() {
        awaitNoStreams();
        // The container closes a connection some moments after its stream has ended.
        await().atMost(RETURNED_WITHIN).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Jvm.Holdings after = server.jvm().holdings();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + FEW);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + FEW);
            assertThat(after.heapBytes()).isLessThanOrEqualTo(before.heapBytes() + FEW_MEGABYTES);
        });
    }
}
