package dev.wellspring.ops;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.WellspringTest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The server's half of the doctor, on the wire: it tells what arrived, and its streams keep their time. */
class DoctorResourceTest extends WellspringTest {

    DoctorResourceTest() {
        super(Map.of("wellspring.heartbeat", "PT1S", "wellspring.cors-origins", "https://app.example"));
    }

    private static JsonObject json(RawHttp.Response answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.text()))) {
            return reader.readObject();
        }
    }

    @Test
    void saysWhatArrivedOfARequest() throws IOException {
        Instant before = Instant.now();
        try (RawHttp.Response answer = get("/sse/doctor")
                .header("Last-Event-ID", "a \"quoted\" id")
                .header("Origin", "https://elsewhere.example")
                .header("Cookie", "wellspring_doctor=before; other=secret")
                .complete(SOON)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers("Content-Type")).containsExactly("application/json");
            assertThat(answer.headers("Cache-Control")).containsExactly("no-store");
            JsonObject seen = json(answer);
            assertThat(seen.getString("lastEventId")).isEqualTo("a \"quoted\" id");
            assertThat(seen.getString("origin")).isEqualTo("https://elsewhere.example");
            assertThat(seen.getString("cookie")).isEqualTo("before");
            assertThat(seen.getInt("heartbeat")).isEqualTo(1000);
            assertThat(seen.getString("url")).isEqualTo("http://" + host() + ":" + port() + "/");
            assertThat(Instant.ofEpochMilli(seen.getJsonNumber("time").longValue()))
                    .isBetween(before.minusMillis(1), Instant.now());
            assertThat(answer.text()).as("other cookies are nobody's business").doesNotContain("secret");
        }
    }

    @Test
    void setsACookieThatOnlyItselfGetsBack() throws IOException {
        try (RawHttp.Response answer = get("/sse/doctor").complete(SOON)) {
            assertThat(answer.headers("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("wellspring_doctor=" + json(answer).getString("newCookie") + ";")
                    .contains("Path=/sse/doctor", "HttpOnly", "SameSite=Strict", "Max-Age=60")
                    .doesNotContain("Secure");
        }
    }

    @Test
    void noTwoAnswersAreTheSame() throws IOException {
        try (RawHttp.Response first = get("/sse/doctor").complete(SOON);
                RawHttp.Response second = request("POST", "/sse/doctor").complete(SOON)) {
            assertThat(second.status()).isEqualTo(200);
            assertThat(json(first).getString("answer"))
                    .isNotEqualTo(json(second).getString("answer"));
        }
    }

    @Test
    void saysWhichPagesMayReadAnswers() throws IOException {
        try (RawHttp.Response allowed =
                        get("/sse/doctor?page=https://app.example").complete(SOON);
                RawHttp.Response refused =
                        get("/sse/doctor?page=https://app.example/").complete(SOON);
                RawHttp.Response none = get("/sse/doctor").complete(SOON)) {
            assertThat(json(allowed).getJsonObject("cors").getBoolean("allowed"))
                    .isTrue();
            assertThat(json(allowed).getJsonObject("cors").getBoolean("cookies"))
                    .isTrue();
            assertThat(json(refused).getJsonObject("cors").getBoolean("allowed"))
                    .isFalse();
            assertThat(json(none)).doesNotContainKey("cors");
        }
    }

    @Test
    void whatIsTooLongIsNotEchoed() throws IOException {
        try (RawHttp.Response answer = get("/sse/doctor?page=" + "p".repeat(400))
                .header("Last-Event-ID", "x".repeat(4000))
                .complete(SOON)) {
            assertThat(json(answer).getString("lastEventId")).hasSize(300);
            assertThat(json(answer)).doesNotContainKey("cors");
        }
    }

    @Test
    void thePulseHasEightEventsOneByOneAndEnds() throws IOException {
        try (RawHttp.Response answer = get("/sse/doctor/pulse").complete(SOON)) {
            String expected = IntStream.range(0, 8)
                    .mapToObj(number -> "id: " + number + "\ndata: " + number + "\n\n")
                    .collect(Collectors.joining());
            assertThat(answer.text()).isEqualTo(expected);
            assertThat(answer.pieces()).hasSize(8);
            assertThat(answer.headers("X-Accel-Buffering")).isEqualTo(List.of("no"));
        }
    }

    @Test
    void theHeartbeatsComeAtTheHubsPaceAndEnd() throws IOException {
        long begin = System.nanoTime();
        try (RawHttp.Response answer = get("/sse/doctor/heartbeats").complete(SOON)) {
            assertThat(answer.text()).isEqualTo(": begin\n\n: heartbeat\n\n: heartbeat\n\n");
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(2_000_000_000L);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(wellspring().streams().count()).isZero());
    }
}
