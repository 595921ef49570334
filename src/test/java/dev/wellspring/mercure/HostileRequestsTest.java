package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Line ends and the like wherever a stranger can put them: none begins a line of a stream, and nothing of what came with
 * them is in a header or in the log.
 */
class HostileRequestsTest extends WellspringTest {

    /** What an attacker would like to see at the beginning of a line. */
    private static final String MARK = "x-forged";

    private static final String HUB = "/.well-known/mercure";

    HostileRequestsTest() {
        super(Map.of("wellspring.mode", "demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "data", "id", "type", "retry", "x%0D%0Ax-forged%3A1", "private"})
    void fieldsOfAnUpdate(String field) throws IOException {
        String hostile = field + "=%0D%0A" + MARK + ":%201%0D%0A%0D%0A";
        try (CapturedLog log = CapturedLog.of("");
                RawHttp.Response stream = get(HUB + "?match=a").open()) {
            RawHttp.Response answer = publish("topic=a&" + hostile);
            assertThat(answer.status()).isIn(200, 400);
            assertClean(answer, log);
            assertThat(publish("topic=a&data=the+next").status()).isEqualTo(200);
            assertThat(stream.readUntil("data: the next", Timing.SOON).text().split("[\r\n]", -1))
                    .noneMatch(line -> line.startsWith(MARK));
        }
    }

    private RawHttp.Response publish(String form) throws IOException {
        return request("POST", HUB)
                .header("Authorization", "Bearer " + DemoToken.classic())
                .body("application/x-www-form-urlencoded", form.getBytes(UTF_8))
                .complete(Timing.SOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "match=a%0D%0Ax-forged:1",
                "match_x%0D%0Ax-forged=1",
                "match_urlpattern=%0D%0Ax-forged",
                "topic=%7B%0D%0Ax-forged%7D",
                "match=a&last_event_id=%0D%0Ax-forged:%201",
                "match=a&authorization=%0D%0Ax-forged"
            })
    void parametersOfASubscription(String query) throws IOException {
        try (CapturedLog log = CapturedLog.of("");
                RawHttp.Response answer = get(HUB + "?" + query).open()) {
            assertClean(answer, log);
        }
    }

    /** A line end ends a header, so these have what comes close: characters that become one when they lose their upper half. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Last-Event-ID",
                "Origin",
                "Referer",
                "Cookie",
                "Authorization",
                "traceparent",
                "User-Agent",
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "Access-Control-Request-Headers",
                "Accept"
            })
    void headers(String name) throws IOException {
        byte[] value = ("a\u010d\u010a" + MARK + ": 1\u560d\u560a" + MARK + ": 1").getBytes(UTF_8);
        try (CapturedLog log = CapturedLog.of("");
                RawHttp.Response answer =
                        get(HUB + "?match=a").header(name, value).open()) {
            assertClean(answer, log);
        }
    }

    @Test
    void whatAPreflightAsksFor() throws IOException {
        try (CapturedLog log = CapturedLog.of("")) {
            RawHttp.Response answer = request("OPTIONS", HUB)
                    .header("Origin", "https://app.example.com")
                    .header("Access-Control-Request-Method", MARK)
                    .header("Access-Control-Request-Headers", MARK)
                    .complete(Timing.SOON);
            assertThat(answer.status()).isEqualTo(204);
            assertClean(answer, log);
        }
    }

    private static void assertClean(RawHttp.Response answer, CapturedLog log) {
        assertThat(answer.headerLines())
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains(MARK));
        assertThat(String.join("", answer.headerLines())).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
        assertThat(log.lines()).noneMatch(line -> line.contains(MARK));
    }
}
