package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How many streams may be open, as clients find out. The address is what a trusted proxy says. */
class AdmissionOnTheWireTest extends WellspringTest {

    private static final String HUB = "/.well-known/mercure";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int PER_ADDRESS = 3;
    private static final int PER_TOKEN = 2;
    private static final int TOTAL = 300;
    private static final String ONE = token("{\"sub\":\"one\",\"mercure\":{\"subscribe\":[\"*\"]}}");
    private static final String ONE_AGAIN = token("{\"sub\":\"one\",\"mercure\":{\"subscribe\":[\"a\"]}}");
    private static final String NOBODY = token("{\"mercure\":{\"subscribe\":[\"a\"]}}");
    private static final String NOBODY_ELSE = token("{\"mercure\":{\"subscribe\":[\"b\"]}}");

    AdmissionOnTheWireTest() {
        super(Map.of(
                "wellspring.mode", "demo",
                "wellspring.heartbeat", "PT1S",
                "wellspring.most-streams", String.valueOf(TOTAL),
                "wellspring.most-streams-per-address", String.valueOf(PER_ADDRESS),
                "wellspring.most-streams-per-token", String.valueOf(PER_TOKEN)));
    }

    private static String token(String claims) {
        return Mint.hs256(KeyMaterial.WELL_KNOWN_SECRET, "{\"alg\":\"HS256\"}", claims);
    }

    private RawHttp from(int client, RawHttp request) {
        return request.header("X-Forwarded-For", "203.0.113." + client);
    }

    private RawHttp hubByGet() {
        return get(HUB + "?match=a");
    }

    private RawHttp hubByQuery() {
        return request("QUERY", HUB).body(FORM, "match=a".getBytes(UTF_8));
    }

    private RawHttp lesson() {
        return get("/sse/clock");
    }

    private RawHttp hubWith(String token) {
        return hubByGet().header("Authorization", "Bearer " + token);
    }

    @Test
    void everyKindOfStreamCountsForTheAddress() throws IOException {
        assertThatAnAddressHasItsPlaces();
    }

    private void assertThatAnAddressHasItsPlaces() throws IOException {
        try (RawHttp.Response first = opened(from(1, hubByGet()));
                RawHttp.Response second = opened(from(1, hubByQuery()));
                RawHttp.Response third = opened(from(1, lesson()))) {
            assertThat(List.of(first, second, third)).allMatch(answer -> answer.end() == null);
            List<Supplier<RawHttp>> kinds = List.of(this::hubByGet, this::hubByQuery, this::lesson);
            for (Supplier<RawHttp> kind : kinds) {
                assertRefused(from(1, kind.get()), 429, "address");
            }
            opened(from(2, lesson())).close();
            from(1, request("HEAD", "/sse/clock")).complete(SOON).close();
            assertThat(from(1, get("/index.html")).complete(SOON).status()).isNotEqualTo(429);
            second.reset();
            awaitPlaceFor(from(1, hubByQuery()));
        }
    }

    @Test
    void thoseWithoutAProxyOnThisMachineAreNotCountedByAddressButAllTogetherAre() throws IOException {
        List<RawHttp.Response> open = new ArrayList<>();
        for (int i = 0; i < TOTAL; i++) {
            open.add(opened(i % 2 == 0 ? lesson() : hubByGet()));
        }
        assertRefused(lesson(), 503, "server");
        assertRefused(from(1, hubByQuery()), 503, "server");
        for (RawHttp.Response answer : open) {
            answer.close();
        }
    }

    @Test
    void tokensOfOneSubjectCountTogetherAndOneWithoutASubjectForItself() throws IOException {
        try (RawHttp.Response first = opened(hubWith(ONE));
                RawHttp.Response second = opened(hubWith(ONE_AGAIN));
                RawHttp.Response third = opened(hubWith(NOBODY));
                RawHttp.Response fourth = opened(hubWith(NOBODY))) {
            assertThat(List.of(first, second, third, fourth))
                    .extracting(RawHttp.Response::status)
                    .containsOnly(200);
            assertRefused(hubWith(ONE), 429, "token");
            assertRefused(hubWith(NOBODY), 429, "token");
            opened(hubWith(NOBODY_ELSE)).close();
            opened(hubByGet()).close();
        }
    }

    @Test
    void aRequestThatIsRefusedForAnotherReasonTakesNoPlace() throws IOException {
        for (int i = 0; i < 10 * PER_ADDRESS; i++) {
            assertThat(from(1, get(HUB)).complete(SOON).status()).isEqualTo(400);
            assertThat(from(1, hubWith("x.y.z")).complete(SOON).status()).isEqualTo(401);
            assertThat(from(1, request("QUERY", HUB).body("text/plain", new byte[0]))
                            .complete(SOON)
                            .status())
                    .isEqualTo(415);
            from(1, get("/sse/reconnect").header("Last-Event-ID", "99")).open().close();
        }
        await().atMost(SOON).until(wellspring().streams()::isDeserted);
    }

    @Test
    void hundredsOfStreamsThatEndInAnyWayLeaveNothingBehind() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            end(random, kindOf(random));
        }
        await("seed " + seed).atMost(Duration.ofSeconds(30)).until(wellspring().streams()::isDeserted);
        assertThatAnAddressHasItsPlaces();
    }

    @Test
    void thoseWhomTheStopEndsGiveTheirPlacesBackToo() throws IOException {
        RawHttp.Response hub = opened(from(1, hubByGet()));
        RawHttp.Response lesson = opened(from(2, lesson()));
        wellspring().close();
        hub.awaitComplete(SOON);
        lesson.awaitComplete(SOON);
        await().atMost(SOON).until(wellspring().streams()::isDeserted);
    }

    private RawHttp kindOf(Random random) {
        RawHttp request = switch (random.nextInt(7)) {
            case 0 -> hubByGet();
            case 1 -> hubByQuery();
            case 2 -> hubWith(random.nextBoolean() ? ONE : NOBODY);
            case 3 -> hubWith("x.y.z");
            case 4 -> get(HUB + "?match=");
            case 5 -> get("/sse/heartbeat");
            default -> lesson();
        };
        return from(random.nextInt(200), request);
    }

    private static void end(Random random, RawHttp request) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> request.send().reset();
            case 1 -> request.send().close();
            case 2 -> request.open().reset();
            default -> request.open().close();
        }
    }

    private static RawHttp.Response opened(RawHttp request) throws IOException {
        RawHttp.Response answer = request.open();
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static void awaitPlaceFor(RawHttp request) {
        await().atMost(SOON).until(() -> {
            try (RawHttp.Response answer = request.open()) {
                return answer.status() == 200;
            }
        });
    }

    private static void assertRefused(RawHttp request, int status, String reason) throws IOException {
        try (RawHttp.Response answer = request.complete(SOON)) {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(Integer.parseInt(String.valueOf(answer.header("Retry-After"))))
                    .isBetween(5, 15);
            assertThat(answer.text()).contains("\"status\":" + status, reason);
        }
    }
}
