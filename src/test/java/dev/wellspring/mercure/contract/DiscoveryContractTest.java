package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub says about itself, and to which pages it talks. */
class DiscoveryContractTest {

    private static final String METADATA = "/.well-known/oauth-protected-resource" + HUB;

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.strict(Map.of("cors-origins", "https://app.example", "subscription-events", "true"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static JsonObject json(RawHttp.Response answer) {
        return Json.createReader(new StringReader(answer.text())).readObject();
    }

    @Nested
    @Tag("A11")
    class Metadata {

        @Test
        void describesTheHub() throws IOException {
            RawHttp.Response answer = answer(hub.request("GET", METADATA));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            JsonObject document = json(answer);
            assertThat(document.getString("resource")).isEqualTo(Tokens.AUDIENCE);
            assertThat(document.getJsonArray("authorization_details_types_supported")
                            .getValuesAs(JsonString::getString))
                    .containsExactly(Tokens.DETAIL);
            assertThat(document.getJsonArray("bearer_methods_supported").getValuesAs(JsonString::getString))
                    .containsExactly("header");
            assertThat(document.getString("mercure_cookie")).isEqualTo("__Secure-mercure_access_token");
            assertThat(document.getJsonArray("mercure_matcher_types_supported").getValuesAs(JsonString::getString))
                    .containsExactly("exact", "urlpattern");
            assertThat(document.getBoolean("mercure_subscriptions")).isTrue();
        }

        @Test
        void saysNothingOfWhatIsNotThere() throws IOException {
            try (HubServer other = HubServer.demo(Map.of("cookie", "own"))) {
                JsonObject document = json(answer(other.request("GET", METADATA)));
                assertThat(document).doesNotContainKeys("mercure_subscriptions", "mercure_events_query");
                assertThat(document.getString("mercure_cookie")).isEqualTo("own");
            }
        }

        @Test
        void isNotThereWhereNoTokenIsForTheHub() throws IOException {
            Map<String, String> settings = Map.of(
                    "mode", "production",
                    "keys.main.secret", "a secret of at least thirty-two bytes, ours alone",
                    "keys.main.classic", "true");
            try (HubServer classic = HubServer.of(settings)) {
                assertThat(answer(classic.request("GET", METADATA)).status()).isEqualTo(404);
                RawHttp.Response challenge = answer(classic.post(null, "topic=a"));
                assertThat(challenge.status()).isEqualTo(401);
                assertThat(challenge.header("WWW-Authenticate")).doesNotContain("resource_metadata");
            }
        }

        @Test
        void isForEverybody() throws IOException {
            RawHttp.Response answer = answer(hub.request("GET", METADATA).header("Origin", "https://app.example"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        }
    }

    @Nested
    @Tag("A12")
    class CrossOrigin {

        @Test
        void allowedOriginsAreEchoed() throws IOException {
            RawHttp.Response answer =
                    answer(hub.get(form("match", topic()), Tokens.ALL).header("Origin", "https://app.example"));
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(answer.header("Access-Control-Expose-Headers")).contains("Link", "Mercure-Last-Event-ID");
            assertThat(answer.header("Vary")).contains("Origin");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"https://evil.example", "https://app.example.evil.example", "null", "http://app.example"})
        void othersAreNot(String origin) throws IOException {
            RawHttp.Response answer = answer(hub.get("match=a", Tokens.ALL).header("Origin", origin));
            assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
            assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
            assertThat(answer.header("Vary")).contains("Origin");
        }

        @Test
        void preflightsNeedNoToken() throws IOException {
            RawHttp.Response answer = answer(hub.request("OPTIONS", HUB)
                    .header("Origin", "https://app.example")
                    .header("Access-Control-Request-Method", "QUERY")
                    .header("Access-Control-Request-Headers", "authorization"));
            assertThat(answer.status()).isBetween(200, 204);
            assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET", "HEAD", "POST", "QUERY");
            assertThat(answer.header("Access-Control-Allow-Headers").toLowerCase(java.util.Locale.ROOT))
                    .contains("authorization", "cache-control", "last-event-id", "content-type");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        }

        @Test
        void everyOriginNeverWithCredentials() throws IOException {
            try (HubServer open = HubServer.demo(Map.of("cors-origins", "*"))) {
                RawHttp.Response answer = answer(open.get("match=a").header("Origin", "https://any.example"));
                assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
                assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
            }
        }
    }
}
