package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.FORM;
import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and how the hub says no; on a hub where nothing goes without a token. */
class AuthorizationContractTest {

    private static final String COOKIE = "__Secure-mercure_access_token";
    private static final String AT_JWT = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.strict(Map.of("publish-origins", "https://app.example", "cors-origins", "https://app.example"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static RawHttp post(String form) {
        return hub.request("POST", HUB).body(FORM, form.getBytes(UTF_8));
    }

    private static JsonObject json(RawHttp.Response answer) {
        return Json.createReader(new StringReader(answer.text())).readObject();
    }

    @Nested
    @Tag("A8.1")
    class Presentation {

        @ParameterizedTest
        @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
        void theSchemeInAnyCase(String scheme) throws IOException {
            assertThat(answer(hub.get("match=a").header("Authorization", scheme + " " + Tokens.ALL))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void theCookie() throws IOException {
            assertThat(answer(hub.get("match=a").header("Cookie", "x=y; " + COOKIE + "=" + Tokens.ALL))
                            .status())
                    .isEqualTo(200);
            assertThat(answer(hub.get("match=a").header("Cookie", "mercure_access_token=" + Tokens.ALL))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void theHeaderCountsBeforeTheCookie() throws IOException {
            RawHttp badHeader = hub.get("match=a", "x.y.z").header("Cookie", COOKIE + "=" + Tokens.ALL);
            assertThat(answer(badHeader).status()).isEqualTo(401);
            RawHttp badCookie = hub.get("match=a", Tokens.ALL).header("Cookie", COOKIE + "=x.y.z");
            assertThat(answer(badCookie).status()).isEqualTo(200);
        }

        @Test
        void noQueryParameterForModernTokens() throws IOException {
            assertThat(answer(hub.get("match=a&access_token=" + Tokens.ALL)).status())
                    .isEqualTo(401);
            assertThat(answer(hub.get("match=a&authorization=" + Tokens.ALL)).status())
                    .isEqualTo(401);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "x"})
        void malformedHeaders(String header) throws IOException {
            RawHttp.Response refusal = answer(hub.get("match=a").header("Authorization", header));
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
        }
    }

    @Nested
    @Tag("A8.1")
    class CrossSiteRequests {

        private RawHttp.Response withCookie(String... headers) throws IOException {
            RawHttp request = post(form("topic", topic())).header("Cookie", COOKIE + "=" + Tokens.ALL);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return answer(request);
        }

        @Test
        void comeFromAnAllowedOrigin() throws IOException {
            assertThat(withCookie("Origin", "https://app.example").status()).isEqualTo(200);
            assertThat(withCookie("Referer", "https://app.example/page?x").status())
                    .isEqualTo(200);
        }

        @Test
        void orAreRefused() throws IOException {
            assertThat(withCookie().status()).isEqualTo(400);
            assertThat(withCookie("Origin", "https://evil.example").status()).isEqualTo(400);
            assertThat(withCookie("Origin", "https://app.example.evil.example").status())
                    .isEqualTo(400);
            assertThat(withCookie("Origin", "http://app.example").status()).isEqualTo(400);
            assertThat(withCookie("Origin", "null").status()).isEqualTo(400);
            assertThat(withCookie("Referer", "https://evil.example/https://app.example")
                            .status())
                    .isEqualTo(400);
            assertThat(withCookie("Origin", "https://evil.example", "Referer", "https://app.example/")
                            .status())
                    .isEqualTo(400);
            assertThat(withCookie().header("WWW-Authenticate")).contains("error=\"invalid_request\"");
        }

        @Test
        void theHeaderNeedsNoOrigin() throws IOException {
            assertThat(answer(hub.post(Tokens.ALL, form("topic", topic()))).status())
                    .isEqualTo(200);
        }

        @Test
        void readingNeedsNoOrigin() throws IOException {
            assertThat(answer(hub.get("match=a")
                                    .header("Cookie", COOKIE + "=" + Tokens.ALL)
                                    .header("Origin", "https://evil.example"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @Tag("A8.2")
    class TokenChecks {

        private static final String CLAIMS = "{\"iss\":\"https://localhost\","
                + "\"aud\":\"https://localhost/.well-known/mercure\",\"exp\":4102444800,"
                + "\"authorization_details\":[{\"type\":\"https://mercure.rocks/authorization-detail\","
                + "\"actions\":[\"publish\",\"subscribe\"],\"topics\":[{\"match\":\"*\"}]}]}";

        static Stream<String> bad() {
            return Stream.of(
                    "x",
                    "a.b",
                    "a.b.c.d",
                    "..",
                    Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"HS256\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"id+jwt\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"none\",\"typ\":\"at+jwt\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"none\",\"typ\":\"at+jwt\"}", CLAIMS)
                            .replaceAll("[^.]*$", ""),
                    Tokens.signed("{\"alg\":\"HS512\",\"typ\":\"at+jwt\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", CLAIMS),
                    Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"crit\":[\"x\"],\"x\":1}", CLAIMS),
                    Tokens.signed(AT_JWT, CLAIMS, "another secret that is long enough for HS256"),
                    Tokens.signed(AT_JWT, CLAIMS) + "A",
                    Tokens.signed(AT_JWT, CLAIMS.replace("4102444800", "1")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("4102444800", "\"4102444800\"")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"exp\":4102444800,", "")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"exp\"", "\"nbf\":4102444700,\"exp\"")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"aud\"", "\"x\"")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("localhost/.well", "other/.well")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("mercure\",\"exp", "mercure/\",\"exp")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"iss\"", "\"x\"")),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"https://localhost\"", "\"https://localhost/\"")),
                    Tokens.signed(AT_JWT, "[]"),
                    Tokens.signed(AT_JWT, "not json"));
        }

        @ParameterizedTest
        @MethodSource("bad")
        void refuseBadTokens(String token) throws IOException {
            RawHttp.Response subscribing = answer(hub.get("match=a", token));
            RawHttp.Response publishing = answer(hub.post(token, form("topic", topic())));
            for (RawHttp.Response refusal : new RawHttp.Response[] {subscribing, publishing}) {
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal.header("WWW-Authenticate"))
                        .startsWith("Bearer ")
                        .contains("error=\"invalid_token\"")
                        .contains("resource_metadata=\"http");
            }
        }

        static Stream<String> good() {
            return Stream.of(
                    Tokens.signed(AT_JWT, CLAIMS),
                    Tokens.signed("{\"typ\":\"application/at+jwt\",\"alg\":\"HS256\"}", CLAIMS),
                    Tokens.signed("{\"typ\":\"AT+JWT\",\"alg\":\"HS256\",\"kid\":\"unknown\"}", CLAIMS),
                    Tokens.signed(AT_JWT, CLAIMS.replace("\"exp\"", "\"nbf\":1,\"exp\"")),
                    Tokens.signed(
                            AT_JWT,
                            CLAIMS.replace(
                                    "\"https://localhost/.well-known/mercure\"",
                                    "[\"https://x\",\"https://localhost/.well-known/mercure\"]")));
        }

        @ParameterizedTest
        @MethodSource("good")
        void letGoodTokensPass(String token) throws IOException {
            assertThat(answer(hub.get("match=a", token)).status()).isEqualTo(200);
            assertThat(answer(hub.post(token, form("topic", topic()))).status()).isEqualTo(200);
        }
    }

    @Nested
    @Tag("A8.3")
    class Errors {

        @Test
        void noToken() throws IOException {
            for (RawHttp.Response refusal :
                    new RawHttp.Response[] {answer(hub.get("match=a")), answer(post("topic=a"))}) {
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal.header("WWW-Authenticate"))
                        .startsWith("Bearer ")
                        .doesNotContain("error=")
                        .contains("resource_metadata=\"http")
                        .contains("/.well-known/oauth-protected-resource/.well-known/mercure\"");
            }
        }

        @Test
        void theMetadataIsWhereTheChallengeSays() throws IOException {
            String challenge = answer(hub.get("match=a")).header("WWW-Authenticate");
            String url = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");
            String path = url.substring(url.indexOf("/", "https://".length()));
            assertThat(answer(hub.request("GET", path)).status()).isEqualTo(200);
        }

        @Test
        void notGranted() throws IOException {
            RawHttp.Response refusal = answer(hub.post(Tokens.modern(), form("topic", topic())));
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
        }

        @Test
        void malformedOtherwise() throws IOException {
            RawHttp.Response refusal = answer(hub.get("matcher=a", Tokens.ALL));
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.header("WWW-Authenticate")).isNull();
        }

        @Test
        void areProblems() throws IOException {
            for (RawHttp request : new RawHttp[] {
                hub.get("match=a"), hub.get("matcher=a", Tokens.ALL), hub.post(Tokens.modern(), "topic=a")
            }) {
                RawHttp.Response refusal = answer(request);
                assertThat(refusal.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(json(refusal).getInt("status")).isEqualTo(refusal.status());
                assertThat(json(refusal).getString("detail")).isNotEmpty();
            }
        }

        @Test
        void tellTheTokenBeforeTheParameters() throws IOException {
            assertThat(answer(hub.get("matcher=a")).status()).isEqualTo(401);
            assertThat(answer(post("nothing=here")).status()).isEqualTo(401);
        }

        @Test
        void areForBrowsersOfAllowedOriginsToo() throws IOException {
            RawHttp.Response refusal = answer(hub.get("match=a").header("Origin", "https://app.example"));
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        }
    }

    @Nested
    @Tag("A8.4")
    class AuthorizationDetails {

        private static String detail(String members) {
            return "{\"type\":\"" + Tokens.DETAIL + "\"," + members + "}";
        }

        static Stream<String> malformed() {
            String topics = "\"topics\":[{\"match\":\"a\"}]";
            String actions = "\"actions\":[\"subscribe\"],";
            return Stream.of(
                    detail(topics),
                    detail("\"actions\":[]," + topics),
                    detail("\"actions\":\"subscribe\"," + topics),
                    detail("\"actions\":[\"subscribe\",1]," + topics),
                    detail(actions + "\"x\":1"),
                    detail(actions + "\"topics\":[]"),
                    detail(actions + "\"topics\":{\"match\":\"a\"}"),
                    detail(actions + "\"topics\":[\"a\"]"),
                    detail(actions + "\"topics\":[null]"),
                    detail(actions + "\"topics\":[{}]"),
                    detail(actions + "\"topics\":[{\"match\":1}]"),
                    detail(actions + "\"topics\":[{\"match\":\"\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"a\",\"match_type\":\"Exact\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"*\",\"match_type\":\"regexp\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"a\",\"match_type\":null}]"),
                    detail(actions + "\"topics\":[{\"match\":\"{unclosed\",\"match_type\":\"urlpattern\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"a\\u0000b\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"a\\u200Bb\"}]"),
                    detail(actions + "\"topics\":[{\"match\":\"" + "a".repeat(4097) + "\"}]"),
                    detail(actions + topics + ",\"payload\":\"text\""),
                    detail(actions + topics + ",\"payload\":[1]"),
                    detail(actions + "\"topics\":[" + "{\"match\":\"a\"},".repeat(100) + "{\"match\":\"a\"}]"),
                    (detail(actions + topics) + ",").repeat(100) + detail(actions + topics));
        }

        @ParameterizedTest
        @MethodSource("malformed")
        void oneMistakeInvalidatesTheToken(String detail) throws IOException {
            String token = Tokens.modern(Tokens.grant("subscribe", "*"), detail);
            RawHttp.Response refusal = answer(hub.get("match=a", token));
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        }

        static Stream<String> strange() {
            return Stream.of(
                    "{\"type\":\"other\",\"actions\":1}",
                    "{\"type\":\"other\",\"topics\":[null]}",
                    "{\"x\":{}}",
                    "{\"type\":\"https://mercure.rocks/Authorization-Detail\",\"actions\":[]}",
                    detail("\"actions\":[\"dance\"],\"topics\":[{\"match\":\"a\"}]"),
                    detail("\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"a\",\"more\":1}],\"more\":2"));
        }

        @ParameterizedTest
        @MethodSource("strange")
        void whatIsNotMercuresIsIgnored(String detail) throws IOException {
            String topic = topic();
            String token = Tokens.modern(detail, Tokens.grant("subscribe", topic));
            try (Subscriber subscriber = hub.subscribe(form("match", topic), token)) {
                hub.publishPrivate(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void exactIsTheDefault() throws IOException {
            String topic = topic();
            String token = Tokens.modern(
                    detail("\"actions\":[\"subscribe\",\"publish\"],\"topics\":[{\"match\":\"" + topic + "\"}]"));
            assertThat(answer(hub.post(token, form("topic", topic))).status()).isEqualTo(200);
            assertThat(answer(hub.post(token, form("topic", topic + "1"))).status())
                    .isEqualTo(403);
        }

        @Test
        void theClaimMayBeMissing() throws IOException {
            String token = Tokens.signed(
                    AT_JWT, "{\"iss\":\"https://localhost\",\"aud\":\"" + Tokens.AUDIENCE + "\",\"exp\":4102444800}");
            assertThat(answer(hub.get("match=a", token)).status()).isEqualTo(200);
            assertThat(answer(hub.post(token, "topic=a")).status()).isEqualTo(403);
        }
    }
}
