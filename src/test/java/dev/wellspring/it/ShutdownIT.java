package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of {@code bin/run}: quick, and clean for everybody who is connected. */
class ShutdownIT {

    private static final int STREAMS = 200;
    private static final Duration WITHIN = Duration.ofSeconds(5);

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
