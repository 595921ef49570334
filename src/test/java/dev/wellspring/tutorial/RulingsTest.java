package dev.wellspring.tutorial;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What all lessons promise besides their events: headers, methods, errors, odd requests, clients that go. */
class RulingsTest extends WellspringTest {

    private static final List<String> LESSONS = List.of(
            "/sse/basic",
            "/sse/json",
            "/sse/events",
            "/sse/reconnect",
            "/sse/multifield",
            "/sse/clock",
            "/sse/heartbeat");

    @TestFactory
    Stream<DynamicTest> everyLessonHasTheHeadersOfAStream() {
        return LESSONS.stream()
                .map(path -> dynamicTest(path, () -> {
                    try (RawHttp.Response answer = get(path).open()) {
                        assertThat(answer.status()).isEqualTo(200);
                        assertStreamHeaders(answer);
                        assertThat(answer.headers("Transfer-Encoding")).containsExactly("chunked");
                        assertThat(answer.headers("Content-Length")).isEmpty();
                        assertNothingTold(answer);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> connectionIsNeverDoubled() {
        return LESSONS.stream()
                .map(path -> dynamicTest(path, () -> {
                    try (RawHttp.Response answer =
                            get(path).header("Connection", "keep-alive").open()) {
                        assertThat(answer.headers("Connection")).hasSizeLessThanOrEqualTo(1);
                        assertThat(answer.headers("Connection")).isSubsetOf("keep-alive");
                        assertThat(answer.headers("Keep-Alive")).isEmpty();
                    }
                    try (RawHttp.Response answer =
                            get(path).header("Connection", "close").open()) {
                        assertThat(answer.headers("Connection")).containsExactly("close");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> headIsAnsweredAtOnceAndStartsNothing() {
        return LESSONS.stream()
                .map(path -> dynamicTest(path, () -> {
                    int before = wellspring().streams().count();
                    try (RawHttp.Connection connection = request("HEAD", path).send()) {
                        RawHttp.Response head = connection.response();
                        assertThat(head.status()).isEqualTo(200);
                        assertStreamHeaders(head);
                        connection.send(get("/nothing-here"));
                        assertThat(connection.response().status())
                                .as("no body came")
                                .isEqualTo(404);
                    }
                    assertThat(wellspring().streams().count()).isEqualTo(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> otherMethodsAreRefusedWithTheListOfThoseAllowed() {
        return LESSONS.stream()
                .flatMap(path -> Stream.of("POST", "PUT", "DELETE", "PATCH")
                        .map(method -> dynamicTest(method + " " + path, () -> {
                            try (RawHttp.Response answer = request(method, path)
                                    .body("text/plain", "x".getBytes(UTF_8))
                                    .complete(SOON)) {
                                assertThat(answer.status()).isEqualTo(405);
                                assertThat(Arrays.asList(answer.header("Allow").split(",\\s*", -1)))
                                        .containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
                                assertNothingTold(answer);
                            }
                        })));
    }

    @TestFactory
    Stream<DynamicTest> unknownAddressesAreAShort404() {
        return Stream.of(
                        "/nothing",
                        "/sse",
                        "/sse/",
                        "/sse/nothing",
                        "/sse/basic/more",
                        "/SSE/BASIC",
                        "/sse/%00",
                        "/%3Cscript%3E")
                .map(path -> dynamicTest(path, () -> {
                    try (RawHttp.Response answer = get(path).complete(SOON)) {
                        assertThat(answer.status()).isBetween(400, 404);
                        assertThat(answer.body()).hasSizeLessThan(1000);
                        assertThat(answer.text()).doesNotContain("<script>");
                        assertNothingTold(answer);
                    }
                }));
    }

    @Test
    void a404IsAProblemDocument() throws IOException {
        try (RawHttp.Response answer = get("/nothing").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.text()).contains("\"status\":404");
        }
    }

    static Map<String, Integer> lastEventIds() {
        Map<String, Integer> firstIdByHeader = new LinkedHashMap<>();
        firstIdByHeader.put("", 0);
        firstIdByHeader.put("0", 1);
        firstIdByHeader.put("1", 2);
        firstIdByHeader.put("42", 43);
        firstIdByHeader.put("98", 99);
        firstIdByHeader.put("  7  ", 8);
        firstIdByHeader.put("\t7", 8);
        firstIdByHeader.put("007", 8);
        firstIdByHeader.put("0".repeat(3000) + "7", 8);
        for (String odd : List.of(
                "abc",
                "-1",
                "+1",
                "1.5",
                "1e1",
                "0x1",
                "1 2",
                "1,2",
                "²",
                "٣",
                "７",
                "१",
                "½",
                "消息",
                "<script>",
                "…",
                "\u00a05",
                "%31",
                "null",
                "undefined",
                "1;2",
                "\"1\"",
                "x".repeat(5000),
                "7x",
                "x7",
                "\u200b7")) {
            firstIdByHeader.put(odd, 0);
        }
        return firstIdByHeader;
    }

    @TestFactory
    Stream<DynamicTest> reconnectGoesOnAfterTheIdAndTakesEverythingElseForNone() {
        return lastEventIds().entrySet().stream()
                .map(row -> dynamicTest(
                        "Last-Event-ID '" + shortened(row.getKey()) + "' starts at " + row.getValue(),
                        () -> assertStartsAt(
                                row.getValue(), get("/sse/reconnect").header("Last-Event-ID", row.getKey()))));
    }

    @TestFactory
    Stream<DynamicTest> rawBytesInLastEventIdAreNoId() {
        return Stream.of(
                        new byte[] {(byte) 0x80},
                        new byte[] {(byte) 0xff, (byte) 0xfe},
                        new byte[] {'7', (byte) 0xb2},
                        new byte[] {(byte) 0xb2},
                        new byte[] {(byte) 0xc3},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        new byte[] {(byte) 0xa0, '7'},
                        new byte[] {(byte) 0x85, '7'})
                .map(bytes -> dynamicTest(
                        Arrays.toString(bytes),
                        () -> assertStartsAt(0, get("/sse/reconnect").header("Last-Event-ID", bytes))));
    }

    @TestFactory
    Stream<DynamicTest> whoHasSeenTheEndIsToldThatThereIsNoMore() {
        return Stream.of("99", "100", "2147483648", "9223372036854775808", "9".repeat(5000), " 99 ", "0099")
                .map(id -> dynamicTest(shortened(id), () -> {
                    try (RawHttp.Response answer =
                            get("/sse/reconnect").header("Last-Event-ID", id).complete(SOON)) {
                        assertThat(answer.status()).isEqualTo(204);
                        assertThat(answer.body()).isEmpty();
                    }
                    assertThat(get("/sse/reconnect?lastEventId=" + id.strip())
                                    .complete(SOON)
                                    .status())
                            .isEqualTo(204);
                }));
    }

    @TestFactory
    Stream<DynamicTest> controlCharactersInLastEventIdNeverBreakTheServer() {
        return Stream.of("a\0b", "\u0001", "a\u007fb", "7\0")
                .map(id -> dynamicTest(Arrays.toString(id.getBytes(UTF_8)), () -> {
                    try (RawHttp.Response answer =
                            get("/sse/reconnect").header("Last-Event-ID", id).open()) {
                        assertThat(answer.status()).isIn(200, 400);
                    }
                }));
    }

    @Test
    void theFirstConnectionStartsWithMessageZero() throws IOException {
        assertStartsAt(0, get("/sse/reconnect"));
    }

    @Test
    void aPageMaySayTheIdInTheQuery() throws IOException {
        assertStartsAt(42, get("/sse/reconnect?lastEventId=41"));
        assertStartsAt(0, get("/sse/reconnect?lastEventId="));
        assertStartsAt(0, get("/sse/reconnect?lastEventId=abc"));
        assertStartsAt(0, get("/sse/reconnect?lastEventId=%C2%B2"));
        assertStartsAt(0, get("/sse/reconnect?lastEventId=%FF%00"));
    }

    @Test
    void theHeaderCountsMoreThanTheQuery() throws IOException {
        assertStartsAt(8, get("/sse/reconnect?lastEventId=41").header("Last-Event-ID", "7"));
    }

    @Test
    void aHeaderOfManyLinesIsNoError() throws IOException {
        try (RawHttp.Response answer = get("/sse/reconnect")
                .header("Last-Event-ID", "7")
                .header("Last-Event-ID", "9")
                .open()) {
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void whatAClientSendsAsLastEventIdIsNeverLogged() throws IOException {
        try (CapturedLog log = CapturedLog.of("")) {
            for (String id :
                    List.of("marker-one", "41marker-two", "marker-three\u0085forged line", "marker-${jndi:ldap://x}")) {
                get("/sse/reconnect").header("Last-Event-ID", id).open().close();
                get("/sse/multifield").header("Last-Event-ID", id).open().close();
            }
            get("/sse/reconnect?lastEventId=marker-four%0AINFO:%20forged")
                    .open()
                    .close();
            get("/sse/marker-five%0AINFO").open().close();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains("从消息 0 开始")));
            assertThat(log.lines()).noneMatch(line -> line.contains("marker") || line.contains("forged"));
        }
    }

    @Test
    void theStartOfAReconnectionIsLogged() throws IOException {
        try (CapturedLog log = CapturedLog.of("dev.wellspring.tutorial")) {
            assertStartsAt(77, get("/sse/reconnect").header("Last-Event-ID", "76"));
            assertThat(log.lines()).anyMatch(line -> line.contains("从消息 77 开始"));
        }
    }

    @TestFactory
    Stream<DynamicTest> aClientThatGoesIsNoticedLoggedAndLeavesNothing() {
        return Stream.of("/sse/basic", "/sse/json", "/sse/events", "/sse/reconnect", "/sse/multifield", "/sse/clock")
                .map(path -> dynamicTest(path, () -> {
                    try (CapturedLog log = CapturedLog.of("dev.wellspring.tutorial")) {
                        RawHttp.Response answer = get(path).open().readPieces(1, SOON);
                        assertThat(wellspring().streams().count()).isEqualTo(1);
                        answer.reset();
                        await().atMost(SOON).until(() -> wellspring().streams().count() == 0);
                        await().atMost(SOON)
                                .untilAsserted(
                                        () -> assertThat(log.lines()).anyMatch(line -> line.contains("客户端断开连接")));
                    }
                }));
    }

    @Test
    void closingTheApplicationEndsAllStreams() throws IOException {
        List<RawHttp.Response> open = LESSONS.stream()
                .map(path -> {
                    try {
                        return get(path).open().readPieces(1, SOON);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(wellspring().streams().count()).isEqualTo(LESSONS.size());
        wellspring().close();
        for (RawHttp.Response answer : open) {
            answer.awaitComplete(SOON).close();
        }
        assertThat(wellspring().streams().count()).isZero();
    }

    private static void assertStreamHeaders(RawHttp.Response answer) {
        assertThat(answer.headers("Content-Type")).hasSize(1);
        assertThat(answer.header("Content-Type")).matches("text/event-stream(;charset=utf-8)?");
        assertThat(answer.headers("Cache-Control")).containsExactly("no-cache");
        assertThat(answer.headers("X-Accel-Buffering")).containsExactly("no");
        assertThat(answer.headers("Connection")).isEmpty();
    }

    private static void assertNothingTold(RawHttp.Response answer) {
        assertThat(answer.headers("Server")).isEmpty();
        assertThat(answer.headers("X-Powered-By")).isEmpty();
        assertThat(answer.text()).doesNotContainIgnoringCase("tomcat", "jersey", "exception", "at dev.", "at org.");
    }

    private static void assertStartsAt(int first, RawHttp request) throws IOException {
        try (RawHttp.Response answer = request.open()) {
            assertThat(answer.status()).isEqualTo(200);
            answer.readUntil("消息 " + first + "\n\n", SOON);
            assertThat(answer.text()).startsWith("retry: 3000\n\nid: " + first + "\ndata: 消息 " + first + "\n\n");
        }
    }

    private static String shortened(String text) {
        return text.length() <= 20 ? text : text.substring(0, 10) + "… (" + text.length() + ")";
    }
}
