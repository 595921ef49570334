package dev.wellspring.tutorial;

import static dev.wellspring.testing.Timing.SOON;
import static dev.wellspring.testing.Timing.assertDue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.RawHttp.Piece;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The seven lessons byte by byte, and each event at its time. */
@Isolated("times are measured")
class LessonsOnTheWireTest extends WellspringTest {

    private static final Duration LONGEST_LESSON = Duration.ofSeconds(15);

    private static final DateTimeFormatter WALL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** The first request of a server loads classes; the lessons' clocks are to show the lessons. */
    @BeforeEach
    void warmUp() throws IOException {
        try (RawHttp.Response answer = get("/sse/reconnect?lastEventId=98").open()) {
            answer.readUntil("retry", SOON);
        }
    }

    /** All at once, so that it takes no longer than the longest: the clients note the times in the background. */
    @TestFactory
    List<DynamicTest> eachLessonSendsItsBytesAndEachEventAtItsTime() throws IOException {
        return List.of(
                lesson(
                        get("/sse/basic"),
                        "basicSendsTenMessagesHalfASecondApart",
                        LessonsOnTheWireTest::basicSendsTenMessagesHalfASecondApart),
                lesson(
                        get("/sse/json"),
                        "jsonSendsFiveObjectsInPlainUtf8",
                        LessonsOnTheWireTest::jsonSendsFiveObjectsInPlainUtf8),
                lesson(
                        get("/sse/events"),
                        "eventsSendsAStartFiveStepsAndTheCompletion",
                        LessonsOnTheWireTest::eventsSendsAStartFiveStepsAndTheCompletion),
                lesson(
                        get("/sse/reconnect"),
                        "reconnectSendsARetryAndAHundredMessages",
                        LessonsOnTheWireTest::reconnectSendsARetryAndAHundredMessages),
                lesson(
                        get("/sse/reconnect").header("Last-Event-ID", "94"),
                        "reconnectGoesOnAfterTheLastMessageSeen",
                        LessonsOnTheWireTest::reconnectGoesOnAfterTheLastMessageSeen),
                lesson(
                        get("/sse/multifield"),
                        "multifieldSendsFiveWholeEvents",
                        LessonsOnTheWireTest::multifieldSendsFiveWholeEvents),
                lesson(
                        get("/sse/multifield").header("Last-Event-ID", "3"),
                        "multifieldDoesNotCareAboutLastEventId",
                        LessonsOnTheWireTest::multifieldDoesNotCareAboutLastEventId),
                lesson(
                        get("/sse/clock"),
                        "clockSendsTheSecondOnShowAndThenEachSecondOnce",
                        LessonsOnTheWireTest::clockSendsTheSecondOnShowAndThenEachSecondOnce),
                lesson(
                        get("/sse/heartbeat"),
                        "heartbeatSendsItsFirstMessageAtOnceAndTheSecondAfterFiveSeconds",
                        LessonsOnTheWireTest::heartbeatSendsItsFirstMessageAtOnceAndTheSecondAfterFiveSeconds),
                lesson(
                        get("/sse/multifield").http10(),
                        "http10GetsTheSameBytesWithoutChunksUntilTheConnectionEnds",
                        LessonsOnTheWireTest::http10GetsTheSameBytesWithoutChunksUntilTheConnectionEnds));
    }

    private static DynamicTest lesson(RawHttp request, String name, Consumer<RawHttp.Response> check)
            throws IOException {
        RawHttp.Response answer = request.open();
        return dynamicTest(name, () -> {
            try (answer) {
                check.accept(answer);
            }
        });
    }

    private static void basicSendsTenMessagesHalfASecondApart(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.body()).hasSize(160);
        assertEvents(answer, numbered(0, 10, i -> "data: 消息 " + i + "\n\n"), every(500));
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofSeconds(5));
    }

    private static void jsonSendsFiveObjectsInPlainUtf8(RawHttp.Response answer) {
        LocalDateTime before = LocalDateTime.now(ZoneId.systemDefault()).minus(LONGEST_LESSON.multipliedBy(4));
        answer.awaitComplete(LONGEST_LESSON);
        List<Piece> pieces = answer.pieces();
        assertThat(pieces).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(pieces.get(i).text())
                    .matches("data: \\{\"id\": " + i + ", \"message\": \"数据项 " + i
                            + "\", \"timestamp\": \"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}\"}\n\n")
                    .doesNotContain("\\u");
            assertDue("object " + i, answer.sentNanos(), pieces.get(i).nanos(), Duration.ofMillis(500L * i));
            String text = pieces.get(i).text();
            int start = text.indexOf("timestamp\": \"") + "timestamp\": \"".length();
            assertThat(LocalDateTime.parse(text.substring(start, start + 26)))
                    .isBetween(before, LocalDateTime.now(ZoneId.systemDefault()));
        }
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofMillis(2500));
    }

    private static void eventsSendsAStartFiveStepsAndTheCompletion(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.body()).hasSize(325);
        List<String> progress =
                numbered(1, 6, i -> "event: progress\ndata: {\"progress\": " + 20 * i + ", \"step\": " + i + "}\n\n");
        assertThat(answer.text())
                .isEqualTo(
                        "event: start\ndata: 开始处理\n\n" + String.join("", progress) + "event: complete\ndata: 处理完成\n\n");

        // What is due at the same time may share a chunk: look at when the last byte of each event came.
        for (int i = 1; i <= 5; i++) {
            assertDue(
                    "step " + i,
                    answer.sentNanos(),
                    arrival(answer, "\"step\": " + i),
                    Duration.ofMillis(500L * (i - 1)));
        }
        assertDue("start", answer.sentNanos(), arrival(answer, "event: start"), Duration.ZERO);
        assertDue("complete", answer.sentNanos(), arrival(answer, "event: complete"), Duration.ofMillis(2500));
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofMillis(2500));
        assertThat(answer.pieces()).allSatisfy(piece -> assertThat(piece.text()).endsWith("\n\n"));
    }

    private static void reconnectSendsARetryAndAHundredMessages(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        List<String> messages = numbered(0, 100, LessonsOnTheWireTest::message);
        assertThat(answer.text()).isEqualTo("retry: 3000\n\n" + String.join("", messages));
        for (int i = 0; i < 100; i++) {
            assertDue(
                    "message " + i,
                    answer.sentNanos(),
                    arrival(answer, "id: " + i + "\n"),
                    Duration.ofMillis(100L * i));
        }
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofSeconds(10));
    }

    private static void reconnectGoesOnAfterTheLastMessageSeen(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.text())
                .isEqualTo("retry: 3000\n\n" + String.join("", numbered(95, 100, LessonsOnTheWireTest::message)));
        assertDue("the first message", answer.sentNanos(), arrival(answer, "id: 95\n"), Duration.ZERO);
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofMillis(500));
    }

    private static void multifieldSendsFiveWholeEvents(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.body()).hasSize(435);
        assertEvents(answer, numbered(0, 5, LessonsOnTheWireTest::update), every(500));
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofMillis(2500));
    }

    private static void multifieldDoesNotCareAboutLastEventId(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.text()).isEqualTo(String.join("", numbered(0, 5, LessonsOnTheWireTest::update)));
    }

    private static void clockSendsTheSecondOnShowAndThenEachSecondOnce(RawHttp.Response answer) {
        LocalDateTime asked = LocalDateTime.now(ZoneId.systemDefault());
        answer.readPieces(1, SOON);
        assertDue(
                "the second on show",
                answer.sentNanos(),
                answer.pieces().getFirst().nanos(),
                Duration.ZERO);
        answer.readPieces(5, SOON);
        List<LocalDateTime> shown = new ArrayList<>();
        for (Piece piece : answer.pieces()) {
            assertThat(piece.text()).matches("data: \\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\n\n");
            shown.add(LocalDateTime.parse(piece.text().substring(6, 25), WALL));
        }
        for (int i = 1; i < shown.size(); i++) {
            assertThat(shown.get(i)).isEqualTo(shown.getFirst().plusSeconds(i));
        }
        assertThat(shown.getFirst()).isBetween(asked.minus(LONGEST_LESSON.multipliedBy(4)), asked);
        assertThat(answer.end()).isNull();
    }

    private static void heartbeatSendsItsFirstMessageAtOnceAndTheSecondAfterFiveSeconds(RawHttp.Response answer) {
        answer.readPieces(2, SOON);
        assertThat(answer.pieces().get(0).text()).isEqualTo("data: 消息 0\n\n");
        assertThat(answer.pieces().get(1).text()).isEqualTo("data: 消息 1\n\n");
        assertDue("message 0", answer.sentNanos(), answer.pieces().get(0).nanos(), Duration.ZERO);
        assertDue("message 1", answer.sentNanos(), answer.pieces().get(1).nanos(), Duration.ofSeconds(5));
        assertThat(answer.end()).isNull();
    }

    private static void http10GetsTheSameBytesWithoutChunksUntilTheConnectionEnds(RawHttp.Response answer) {
        answer.awaitComplete(LONGEST_LESSON);
        assertThat(answer.headers("Transfer-Encoding")).isEmpty();
        assertThat(answer.headers("Content-Length")).isEmpty();
        assertThat(answer.headers("Connection")).isSubsetOf("close");
        assertThat(answer.text()).isEqualTo(String.join("", numbered(0, 5, LessonsOnTheWireTest::update)));
        assertDue("the end", answer.sentNanos(), answer.endNanos(), Duration.ofMillis(2500));
    }

    private static String message(int i) {
        return "id: " + i + "\ndata: 消息 " + i + "\n\n";
    }

    private static String update(int i) {
        return "id: " + i + "\nevent: update\ndata: 第一行数据\ndata: 第二行数据\ndata: 第三行数据\n\n";
    }

    private static List<String> numbered(int from, int to, IntFunction<String> event) {
        return IntStream.range(from, to).mapToObj(event).collect(Collectors.toList());
    }

    private static Stream<Duration> every(long milliseconds) {
        return Stream.iterate(Duration.ZERO, due -> due.plusMillis(milliseconds));
    }

    /** Each event came in one chunk of its own, at its time. */
    private static void assertEvents(RawHttp.Response answer, List<String> events, Stream<Duration> times) {
        assertThat(answer.pieces()).extracting(Piece::text).isEqualTo(events);
        List<Duration> due = times.limit(events.size()).toList();
        for (int i = 0; i < events.size(); i++) {
            assertDue("event " + i, answer.sentNanos(), answer.pieces().get(i).nanos(), due.get(i));
        }
    }

    private static long arrival(RawHttp.Response answer, String text) {
        return answer.pieces().stream()
                .filter(piece -> piece.text().contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text + " has not come"))
                .nanos();
    }
}
