package dev.wellspring.tutorial;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.stream.OpenStreams;
import dev.wellspring.stream.StreamFeature;
import dev.wellspring.stream.StreamLimits;
import dev.wellspring.stream.Transports;
import dev.wellspring.testing.ManualSchedule;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.ServerTest;
import java.io.IOException;
import java.time.Duration;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;

/** The whole heartbeat lesson on the wire, in a time that the test moves. */
class HeartbeatStreamTest extends ServerTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ManualSchedule schedule;
    private final OpenStreams streams;

    HeartbeatStreamTest() {
        ManualSchedule time = new ManualSchedule();
        OpenStreams open = new OpenStreams();
        super(lesson(time, open));
        schedule = time;
        streams = open;
    }

    private static ResourceConfig lesson(ManualSchedule time, OpenStreams open) {
        Pace pace = new Pace(time, Runnable::run, time::nanoTime);
        return new ResourceConfig()
                .register(new StreamFeature(open, new StreamLimits(1000), Transports.portable()))
                .register(HeartbeatStream.class)
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(pace).to(Pace.class);
                    }
                })
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true);
    }

    @Test
    void tenMessagesEveryFiveSecondsAndThenAHeartbeatEveryFifteen() throws IOException {
        try (RawHttp.Response answer = get("/sse/heartbeat").open()) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                expected.append("data: 消息 ").append(i).append("\n\n");
                assertBody(answer, expected, i + 1);
                schedule.advance(Duration.ofSeconds(5).minus(MOMENT));
                assertBody(answer, expected, i + 1);
                schedule.advance(MOMENT);
            }
            for (int i = 0; i < 20; i++) {
                expected.append(": heartbeat\n\n");
                assertBody(answer, expected, 11 + i);
                schedule.advance(Duration.ofSeconds(15).minus(MOMENT));
                assertBody(answer, expected, 11 + i);
                schedule.advance(MOMENT);
            }
            assertThat(answer.end()).isNull();
        }
    }

    @Test
    void aClientThatWentDuringTheSilenceIsNoticedByTheHeartbeats() throws IOException {
        RawHttp.Response answer = get("/sse/heartbeat").open().readPieces(1, SOON);
        schedule.advance(Duration.ofSeconds(50));
        answer.readUntil(": heartbeat\n\n", SOON);
        answer.close();
        schedule.advance(Duration.ofSeconds(15));
        await().atMost(SOON).until(() -> {
            schedule.advance(Duration.ofSeconds(15));
            return streams.count() == 0;
        });
        schedule.advance(Duration.ofSeconds(15));
        assertThat(schedule.waiting()).as("the timer is freed").isZero();
    }

    private static void assertBody(RawHttp.Response answer, StringBuilder expected, int pieces) {
        answer.readPieces(pieces, SOON);
        assertThat(answer.text()).isEqualTo(expected.toString());
        assertThat(answer.pieces()).as("one chunk per event").hasSize(pieces);
    }
}
