package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the seven streams are to every client, whatever lies between. They are recorded once, all at the same time. */
@ExtendWith(SharedServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SevenStreamsContract {

    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("'data: 'uuuu-MM-dd HH:mm:ss");

    private Map<Lesson, Recording> recordings;

    @BeforeAll
    void record(RunningServer server) {
        recordings = recorder(server).recordAll("");
    }

    /** The client, and the way to the server. */
    abstract Recorder recorder(RunningServer server);

    @ParameterizedTest
    @EnumSource
    void everyByteIsAsTheTutorialShowsIt(Lesson lesson) {
        assertThat(recordings.get(lesson).text()).matches(lesson.body());
    }

    @ParameterizedTest
    @EnumSource
    void headersKeepCachesAndProxiesFromHoldingItBack(Lesson lesson) {
        Recording stream = recordings.get(lesson);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).singleElement().asString().startsWith("text/event-stream");
        assertThat(stream.header("Cache-Control")).singleElement().asString().contains("no-cache");
        assertThat(stream.header("X-Accel-Buffering")).containsExactly("no");
        assertThat(stream.header("Content-Length")).isEmpty();
        assertThat(stream.header("Content-Encoding")).isEmpty();
        assertThat(stream.header("Server")).allSatisfy(name -> assertThat(name).isEqualTo("nginx"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLOCK", "HEARTBEAT"})
    void finiteStreamsEndInTheRegularWay(Lesson lesson) {
        assertThat(recordings.get(lesson).complete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOCK", "HEARTBEAT"})
    void endlessStreamsGoOn(Lesson lesson) {
        assertThat(recordings.get(lesson).complete()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "JSON", "MULTIFIELD"})
    void eventsHalfASecondApartArriveHalfASecondApart(Lesson lesson) {
        recordings.get(lesson).assertPaced(0, Duration.ofMillis(500));
    }

    @Test
    void progressArrivesHalfASecondApart() {
        recordings.get(Lesson.EVENTS).assertPaced(1, Duration.ofMillis(500));
    }

    @Test
    void aHundredMessagesArriveATenthOfASecondApart() {
        recordings.get(Lesson.RECONNECT).assertPaced(1, Duration.ofMillis(100));
    }

    @Test
    void messagesOfTheHeartbeatArriveFiveSecondsApart() {
        assertThat(recordings.get(Lesson.HEARTBEAT).arrivals()).hasSize(2);
        recordings.get(Lesson.HEARTBEAT).assertPaced(0, Duration.ofSeconds(5));
    }

    @Test
    void theClockShowsEverySecondOnce() {
        List<LocalDateTime> seconds = recordings.get(Lesson.CLOCK).arrivals().stream()
                .map(arrival -> LocalDateTime.parse(arrival.event(), LABEL))
                .toList();
        assertThat(seconds).hasSizeBetween(6, 8);
        for (int i = 0; i < seconds.size(); i++) {
            assertThat(seconds.get(i)).isEqualTo(seconds.getFirst().plusSeconds(i));
        }
        // The first second had begun already when the client came.
        recordings.get(Lesson.CLOCK).assertPaced(1, Duration.ofSeconds(1));
    }

    @Test
    void theStreamEndsOnePauseAfterItsLastEvent() {
        assertThat(recordings.get(Lesson.BASIC).took()).isBetween(Duration.ofMillis(4900), Duration.ofMillis(7000));
        assertThat(recordings.get(Lesson.JSON).took()).isBetween(Duration.ofMillis(2400), Duration.ofMillis(4500));
        assertThat(recordings.get(Lesson.RECONNECT).took())
                .isBetween(Duration.ofMillis(9900), Duration.ofMillis(12_000));
    }

    @Test
    void aReconnectingClientGetsWhatItLacks(RunningServer server) {
        Recording rest = recorder(server).record("/sse/reconnect", Duration.ofSeconds(10), "Last-Event-ID", "96");
        assertThat(rest.text())
                .isEqualTo("retry: 3000\n\nid: 97\ndata: 消息 97\n\nid: 98\ndata: 消息 98\n\nid: 99\ndata: 消息 99\n\n");
        assertThat(rest.complete()).isTrue();
        Recording finished = recorder(server).record("/sse/reconnect", Duration.ofSeconds(10), "Last-Event-ID", "99");
        assertThat(finished.status()).isEqualTo(204);
        assertThat(finished.text()).isEmpty();
    }

    @Test
    void pagesOfOtherOriginsMayReadAndAreToldSoOnce(RunningServer server) {
        for (String path : List.of("/sse/reconnect?lastEventId=98", "/sse/nothing")) {
            Recording answer = recorder(server).record(path, Duration.ofSeconds(10), "Origin", "https://pages.example");
            assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("https://pages.example");
            assertThat(answer.header("Access-Control-Allow-Credentials")).containsExactly("true");
            assertThat(answer.header("Vary")).containsExactly("Origin");
        }
    }
}
