package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.FORM;
import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The classic protocol, and both protocols at one URL; where nothing is said here, the modern chapters hold. */
class ClassicContractTest {

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.strict(Map.of("publish-origins", "https://app.example", "token-in-query", "true"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String token(List<String> publish, List<String> subscribe) {
        return Tokens.classic(publish, subscribe);
    }

    private static int publish(String token, String form) throws IOException {
        return answer(hub.post(token, form)).status();
    }

    @Nested
    @Tag("B")
    class Subscribing {

        @ParameterizedTest
        @CsvSource({
            "https://example.com/a, https://example.com/a, true",
            "https://example.com/a, https://example.com/b, false",
            "*, anything at all, true",
            "https://example.com/{foo}/bar, https://example.com/foo/bar, true",
            "https://example.com/{foo}/bar, https://example.com/foo/bar/baz, false",
            "https://example.com/{foo}/bar, https://example.com//bar, true",
            "https://example.com/{foo}, https://example.com/{foo}, true",
            "https://example.com/{foo}, https://example.com/a/b, false",
            "https://example.com/{foo}, https://example.com/a%2Fb, true",
            "https://example.com/{+foo}, https://example.com/a/b?c, true",
            "https://example.com/x{?a}, https://example.com/x?a=1, true",
            "https://example.com/x{?a}, https://example.com/x, true",
            "https://example.com/x{/a}, https://example.com/x/1, true",
            "{invalid, {invalid, true",
            "{invalid, xinvalid, false",
            "https://example.com/:id, https://example.com/1, false"
        })
        void bySelector(String selector, String topic, boolean expected) throws IOException {
            String end = topic();
            try (Subscriber subscriber = hub.subscribe(form("topic", selector, "topic", end), Tokens.CLASSIC_ALL)) {
                hub.publish(topic, "it");
                hub.publish(end, "end");
                assertThat(subscriber.dataUntil("end").contains("it")).isEqualTo(expected);
            }
        }

        @Test
        void bracesMayStandInTheUrlAsTheyAre() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe("topic=" + topic + "/{id}", Tokens.CLASSIC_ALL)) {
                hub.publish(topic + "/1", "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void atLeastOneSelector() throws IOException {
            assertThat(answer(hub.get("lastEventID=earliest", Tokens.CLASSIC_ALL))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void eventsHaveNoFieldThatClassicClientsDoNotKnow() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe(form("topic", topic), Tokens.CLASSIC_ALL)) {
                String id = hub.publish(topic, "x");
                subscriber.dataUntil("x");
                assertThat(subscriber.read().messages()).containsExactly(new Message("message", "x", id));
                assertThat(subscriber.read().unknownFields()).isEmpty();
            }
        }
    }

    @Nested
    @Tag("B")
    class Cursors {

        private final String topic = topic();

        @ParameterizedTest
        @ValueSource(strings = {"lastEventID", "last_event_id"})
        void inTheQuery(String parameter) throws IOException {
            String id = hub.publish(topic, "1");
            hub.publish(topic, "2");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("topic", topic, parameter, id), Tokens.CLASSIC_ALL)) {
                assertThat(subscriber.header("Last-Event-ID")).isEqualTo(id);
                assertThat(subscriber.header("Mercure-Last-Event-ID")).isNull();
                assertThat(subscriber.dataUntil("end")).containsExactly("2");
            }
        }

        @Test
        void inTheHeaderFirst() throws IOException {
            String first = hub.publish(topic, "1");
            String second = hub.publish(topic, "2");
            hub.publish(topic, "end");
            try (Subscriber subscriber =
                    Subscriber.of(hub.get(form("topic", topic, "lastEventID", first), Tokens.CLASSIC_ALL)
                            .header("Last-Event-ID", second))) {
                assertThat(subscriber.header("Last-Event-ID")).isEqualTo(second);
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"earliest", "urn:x:unknown"})
        void areAnsweredWithEarliest(String cursor) throws IOException {
            hub.publish(topic, "1");
            hub.publish(topic, "end");
            try (Subscriber subscriber =
                    hub.subscribe(form("topic", topic, "lastEventID", cursor), Tokens.CLASSIC_ALL)) {
                assertThat(subscriber.header("Last-Event-ID")).isEqualTo("earliest");
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @Test
        void areNotAnsweredWithoutOne() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("topic", topic), Tokens.CLASSIC_ALL)) {
                assertThat(subscriber.header("Last-Event-ID")).isNull();
            }
        }
    }

    @Nested
    @Tag("B")
    class Publishing {

        @Test
        void answersWithTheIdAsText() throws IOException {
            RawHttp.Response answer = answer(hub.post(Tokens.CLASSIC_ALL, form("topic", topic(), "data", "x")));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/plain");
            assertThat(answer.text()).startsWith("urn:uuid:");
        }

        @Test
        void everyTopicMustBeSelected() throws IOException {
            String a = topic();
            String template = token(List.of(a + "/{id}", "https://exact.example/"), List.of());
            assertThat(publish(template, form("topic", a + "/1"))).isEqualTo(200);
            assertThat(publish(template, form("topic", a + "/1", "topic", "https://exact.example/")))
                    .isEqualTo(200);
            assertThat(publish(template, form("topic", a + "/1", "topic", a))).isEqualTo(403);
            assertThat(publish(template, form("topic", a))).isEqualTo(403);
        }

        @Test
        void nothingIsGrantedByNothing() throws IOException {
            String form = form("topic", topic());
            assertThat(publish(token(List.of(), List.of("*")), form)).isEqualTo(403);
            assertThat(publish(Tokens.classicClaims("{\"mercure\":{\"subscribe\":[\"*\"]}}"), form))
                    .isEqualTo(403);
            assertThat(publish(Tokens.classicClaims("{\"mercure\":{}}"), form)).isEqualTo(403);
            assertThat(publish(Tokens.classicClaims("{}"), form)).isEqualTo(403);
        }
    }

    @Nested
    @Tag("B")
    class TokensAndWhereTheyAre {

        private static final String CLAIM = "{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}";

        @Test
        void inTheHeader() throws IOException {
            assertThat(answer(hub.get("topic=a", Tokens.CLASSIC_ALL)).status()).isEqualTo(200);
            assertThat(answer(hub.get("topic=a").header("Authorization", "bearer " + Tokens.CLASSIC_ALL))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void inTheQuery() throws IOException {
            try (Subscriber subscriber = hub.subscribe("topic=a&authorization=" + Tokens.CLASSIC_ALL)) {
                assertThat(subscriber.header("Cache-Control")).contains("private");
            }
            assertThat(answer(hub.get("topic=a&authorization=x.y.z")).status()).isEqualTo(401);
        }

        @Test
        void inTheQueryOnlyIfTheOperatorWantsIt() throws IOException {
            try (HubServer careful = HubServer.strict(Map.of())) {
                assertThat(answer(careful.get("topic=a", Tokens.CLASSIC_ALL)).status())
                        .isEqualTo(200);
                assertThat(answer(careful.get("topic=a&authorization=" + Tokens.CLASSIC_ALL))
                                .status())
                        .isEqualTo(401);
            }
        }

        @Test
        void inTheCookie() throws IOException {
            assertThat(answer(hub.get("topic=a").header("Cookie", "mercureAuthorization=" + Tokens.CLASSIC_ALL))
                            .status())
                    .isEqualTo(200);
            assertThat(answer(hub.get("topic=a").header("Cookie", "mercureAuthorization=" + Tokens.ALL))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void theCookiePublishesFromAllowedOriginsOnly() throws IOException {
            for (String origin : new String[] {"https://app.example", "https://evil.example"}) {
                RawHttp request = hub.request("POST", HUB)
                        .header("Cookie", "mercureAuthorization=" + Tokens.CLASSIC_ALL)
                        .header("Origin", origin)
                        .body(FORM, form("topic", topic()).getBytes(UTF_8));
                assertThat(answer(request).status()).isEqualTo(origin.contains("app") ? 200 : 400);
            }
        }

        @Test
        void headerThenQueryThenCookie() throws IOException {
            String good = Tokens.CLASSIC_ALL;
            assertThat(answer(hub.get("topic=a&authorization=x.y.z", good)).status())
                    .isEqualTo(200);
            assertThat(answer(hub.get("topic=a&authorization=" + good).header("Cookie", "mercureAuthorization=x.y.z"))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void theLongNameOfTheClaimOverridesTheShort() throws IOException {
            String form = form("topic", topic());
            assertThat(publish(Tokens.classicClaims("{\"https://mercure.rocks/\":" + CLAIM + "}"), form))
                    .isEqualTo(200);
            assertThat(publish(
                            Tokens.classicClaims(
                                    "{\"https://mercure.rocks/\":{\"publish\":[]},\"mercure\":" + CLAIM + "}"),
                            form))
                    .isEqualTo(403);
        }

        @Test
        void issuerAudienceAndTypeDoNotMatter() throws IOException {
            String claims = "{\"iss\":\"x\",\"aud\":\"y\",\"mercure\":" + CLAIM + "}";
            assertThat(publish(Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims), form("topic", topic())))
                    .isEqualTo(200);
        }

        @Test
        void expiryCountsIfThereIsOne() throws IOException {
            String form = form("topic", topic());
            assertThat(publish(Tokens.classicClaims("{\"exp\":1,\"mercure\":" + CLAIM + "}"), form))
                    .isEqualTo(401);
            long expiry = Instant.now().getEpochSecond() + 4;
            String token = Tokens.classicClaims("{\"exp\":" + expiry + ",\"mercure\":" + CLAIM + "}");
            try (Subscriber subscriber = hub.subscribe("topic=a", token)) {
                subscriber.response().awaitComplete(Timing.SOON);
                assertThat(Instant.now()).isBefore(Instant.ofEpochSecond(expiry).plusMillis(100));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"mercure\":[]}",
                    "{\"mercure\":{\"publish\":\"*\"}}",
                    "{\"mercure\":{\"subscribe\":[1]}}",
                    "{\"mercure\":1}",
                    "[]"
                })
        void malformedClaims(String claims) throws IOException {
            assertThat(answer(hub.get("topic=a", Tokens.classicClaims(claims))).status())
                    .isEqualTo(401);
        }

        @Test
        void badSignatures() throws IOException {
            String claims = "{\"mercure\":" + CLAIM + "}";
            assertThat(answer(hub.get("topic=a", Tokens.signed("{\"alg\":\"HS256\"}", claims, "x".repeat(40))))
                            .status())
                    .isEqualTo(401);
            assertThat(answer(hub.get(
                                    "topic=a",
                                    Tokens.signed("{\"alg\":\"none\"}", claims).replaceAll("[^.]*$", "")))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void noTokenNoStreamUnlessAnonymousIsOn() throws IOException {
            assertThat(answer(hub.get("topic=a")).status()).isEqualTo(401);
            String topic = topic();
            try (HubServer open = HubServer.strict(Map.of("anonymous-subscribers", "true"));
                    Subscriber subscriber = open.subscribe(form("topic", topic))) {
                open.publishPrivate(topic, "secret");
                open.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }
    }

    @Nested
    @Tag("B")
    class Delivery {

        @Test
        void privateUpdatesBySelectorOfTheToken() throws IOException {
            String topic = topic();
            String granted = token(List.of(), List.of(topic));
            String other = token(List.of(), List.of(topic()));
            try (Subscriber reader = hub.subscribe(form("topic", topic), granted);
                    Subscriber stranger = hub.subscribe(form("topic", topic), other)) {
                hub.publishPrivate(topic, "secret");
                hub.publish(topic, "end");
                assertThat(reader.dataUntil("end")).containsExactly("secret");
                assertThat(stranger.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void theIdiomOfAnAlternateTopicPerUser() throws IOException {
            String book = topic();
            String forFoo =
                    "https://example.com/users/foo/?topic=" + form("x", book).substring(2);
            String foo = token(List.of(), List.of("https://example.com/users/foo/{?topic}"));
            String bar = token(List.of(), List.of("https://example.com/users/bar/{?topic}"));
            String query = form("topic", "https://example.com/books/{id}");
            try (Subscriber readerFoo = hub.subscribe(query, foo);
                    Subscriber readerBar = hub.subscribe(query, bar)) {
                hub.publishForm(form("topic", book, "topic", forFoo, "private", "on", "data", "for foo"));
                hub.publish(book, "end");
                assertThat(readerFoo.dataUntil("end")).containsExactly("for foo");
                assertThat(readerBar.dataUntil("end")).isEmpty();
            }
        }
    }

    @Nested
    @Tag("C")
    class Mixed {

        private final String topic = topic();

        @Test
        void bothParametersAreAUnionWithBothHeaders() throws IOException {
            String other = topic();
            String cursor = hub.publish(topic, "0");
            hub.publish(other, "1");
            hub.publish(topic, "end");
            String query = form("topic", topic, "match", other, "lastEventID", cursor);
            try (Subscriber subscriber = hub.subscribe(query, Tokens.ALL)) {
                assertThat(subscriber.header("Last-Event-ID")).isEqualTo(cursor);
                assertThat(subscriber.header("Mercure-Last-Event-ID")).isEqualTo(cursor);
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @Test
        void modernSubscribersMayUseTheClassicCursor() throws IOException {
            String cursor = hub.publish(topic, "0");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "lastEventID", cursor), Tokens.ALL)) {
                assertThat(subscriber.header("Mercure-Last-Event-ID")).isEqualTo(cursor);
                assertThat(subscriber.header("Last-Event-ID")).isNull();
            }
        }

        @Test
        void tokensOfEitherGenerationServeSubscribersOfEither() throws IOException {
            hub.publishPrivate(topic, "secret");
            hub.publish(topic, "end");
            for (String parameter : new String[] {"topic", "match", "match_urlpattern"}) {
                for (String token : new String[] {Tokens.ALL, Tokens.CLASSIC_ALL}) {
                    String query = form(parameter, topic, "last_event_id", "earliest");
                    try (Subscriber subscriber = hub.subscribe(query, token)) {
                        assertThat(subscriber.dataUntil("end")).containsExactly("secret");
                    }
                }
            }
        }

        @Test
        void aModernTokenIsNeverReadAsAClassicOne() throws IOException {
            String both = "{\"mercure\":{\"subscribe\":[\"*\"]},\"authorization_details\":[]}";
            assertThat(answer(hub.get("topic=a", Tokens.signed("{\"alg\":\"HS256\"}", both)))
                            .status())
                    .isEqualTo(401);
            String claim = "{\"mercure\":{\"subscribe\":[\"*\"]}}";
            assertThat(answer(hub.get("topic=a", Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", claim)))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void theModernCookieCountsFirst() throws IOException {
            String cookies = "mercureAuthorization=x.y.z; __Secure-mercure_access_token=" + Tokens.ALL;
            assertThat(answer(hub.get("topic=a").header("Cookie", cookies)).status())
                    .isEqualTo(200);
        }

        @Test
        void modernRulesOfPublishingHoldForClassicTokens() throws IOException {
            assertThat(publish(Tokens.CLASSIC_ALL, "topic=*")).isEqualTo(400);
            assertThat(publish(Tokens.CLASSIC_ALL, form("topic", HUB + "/x"))).isEqualTo(400);
            assertThat(publish(Tokens.CLASSIC_ALL, "topic=a&type=mercure")).isEqualTo(400);
        }
    }
}
