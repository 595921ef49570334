package dev.wellspring.web;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Cross-origin answers with the settings that nobody has touched: any origin. */
class CorsTest extends WellspringTest {

    private static final String PAGE = "https://page.example:8443";

    @TestFactory
    Stream<DynamicTest> anOriginIsEchoedOnceWithCredentialsWhateverTheAnswer() {
        return Stream.of(
                        "GET /sse/basic",
                        "GET /sse/clock",
                        "HEAD /sse/basic",
                        "GET /sse/nothing",
                        "POST /sse/basic",
                        "GET /sse/reconnect?lastEventId=99")
                .flatMap(request -> Stream.of(PAGE, "null", "http://localhost:3000")
                        .map(origin -> dynamicTest(request + " from " + origin, () -> {
                            List<String> words = Arrays.asList(request.split(" ", -1));
                            try (RawHttp.Response answer = request(words.get(0), words.get(1))
                                    .header("Origin", origin)
                                    .open()) {
                                assertReadableWithCredentials(answer, origin);
                                assertThat(answer.headers("Vary")).contains("Origin");
                            }
                        })));
    }

    @Test
    void errorsElsewhereCanBeReadToo() throws IOException {
        try (RawHttp.Response answer = get("/nothing").header("Origin", PAGE).complete(SOON)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.headers("Access-Control-Allow-Origin")).hasSize(1).isSubsetOf(PAGE, "*");
            if (answer.headers("Access-Control-Allow-Origin").contains("*")) {
                assertThat(answer.headers("Access-Control-Allow-Credentials"))
                        .as("browsers refuse * with credentials")
                        .isEmpty();
            }
        }
    }

    @Test
    void withoutAnOriginNothingIsAllowedButCachesAreWarned() throws IOException {
        try (RawHttp.Response answer = get("/sse/basic").open()) {
            assertThat(answer.headerLines()).noneMatch(line -> line.startsWith("Access-Control-"));
            assertThat(answer.headers("Vary")).contains("Origin");
        }
    }

    @TestFactory
    Stream<DynamicTest> preflightsAllowEveryMethodAndHeaderThatStreamsNeed() {
        return Stream.of("/sse/basic", "/sse/reconnect", "/sse/clock", "/sse/nothing")
                .flatMap(path -> Stream.of("GET", "HEAD", "OPTIONS")
                        .flatMap(method -> Stream.of(
                                        "last-event-id", "cache-control", "accept", "content-type", "authorization", "")
                                .map(header -> dynamicTest(
                                        path + " " + method + " " + header, () -> preflight(path, method, header)))));
    }

    private void preflight(String path, String method, String header) throws IOException {
        RawHttp request =
                request("OPTIONS", path).header("Origin", PAGE).header("Access-Control-Request-Method", method);
        if (!header.isEmpty()) {
            request.header("Access-Control-Request-Headers", header);
        }
        try (RawHttp.Response answer = request.complete(SOON)) {
            assertThat(answer.status()).isIn(200, 204);
            assertReadableWithCredentials(answer, PAGE);
            assertThat(list(answer, "Access-Control-Allow-Methods")).contains(method.toLowerCase(Locale.ROOT));
            if (!header.isEmpty()) {
                assertThat(list(answer, "Access-Control-Allow-Headers")).contains(header);
            }
        }
        assertThat(wellspring().streams().count())
                .as("a preflight starts nothing")
                .isZero();
    }

    @Test
    void plainOptionsIsNoPreflight() throws IOException {
        try (RawHttp.Response answer = request("OPTIONS", "/sse/basic").complete(SOON)) {
            assertThat(answer.status()).isIn(200, 204);
            assertThat(list(answer, "Allow")).contains("get", "head", "options");
            assertThat(answer.headers("Access-Control-Allow-Methods")).isEmpty();
        }
    }

    @Test
    void anOriginThatIsNoOriginBreaksNothing() throws IOException {
        for (String odd : List.of("", "\"", "x".repeat(4000), "<script>", "a b")) {
            try (RawHttp.Response answer =
                    get("/sse/basic").header("Origin", odd).open()) {
                assertThat(answer.status()).as(odd).isIn(200, 400);
            }
        }
    }

    private static void assertReadableWithCredentials(RawHttp.Response answer, String origin) {
        assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(origin);
        assertThat(answer.headers("Access-Control-Allow-Credentials")).containsExactly("true");
    }

    private static List<String> list(RawHttp.Response answer, String header) {
        return answer.headers(header).stream()
                .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(",\\s*", -1)))
                .toList();
    }
}
