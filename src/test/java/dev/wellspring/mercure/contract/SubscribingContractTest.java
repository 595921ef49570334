package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.bearer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribing with the modern protocol: parameters, connection, framing, delivery. */
class SubscribingContractTest {

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.demo(Map.of("heartbeat", "PT1S"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static int status(String query) throws IOException {
        return answer(hub.get(query)).status();
    }

    @Nested
    @Tag("A3")
    class Characters {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a%00",
                    "a%0Ab",
                    "%0D",
                    "%1F",
                    "%7F",
                    "%C2%80",
                    "%C2%9F",
                    "a%E2%80%8Bb",
                    "%E2%80%AE",
                    "%C2%AD",
                    "%EF%BB%BFa",
                    "%F3%A0%80%81",
                    "%FF",
                    "%C0%80",
                    "%ED%A0%80",
                    "%E2%82"
                })
        void matchersAreProtocolStrings(String value) throws IOException {
            assertThat(status("match=" + value)).isEqualTo(400);
            assertThat(status("match_urlpattern=" + value)).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b", "été", "日本語", "😀", "a\u00A0b", "<&>\"'"})
        void everythingElseMayBeMatched(String text) throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", text))) {
                hub.publish(text, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }
    }

    @Nested
    @Tag("A4.1")
    class RequestParameters {

        @ParameterizedTest
        @ValueSource(strings = {"match", "match_exact", "match_urlpattern", "m%61tch", "match%5Fexact"})
        void supportedNames(String name) throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe(form(name, topic))) {
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Match",
                    "MATCH",
                    "match_regexp",
                    "matcher",
                    "MATCH_URLPATTERN",
                    "match_",
                    "match_Exact",
                    "matcH",
                    "m%41tch",
                    "match%20",
                    "match_template",
                    "matches",
                    "match%5B%5D"
                })
        void unsupportedNamesOfMatchers(String name) throws IOException {
            assertThat(status("match=a&" + name + "=a")).isEqualTo(400);
            assertThat(answer(hub.query("match=a", name + "=a")).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo=bar", "amatch=x", "Last_Event_ID=x", "_match=x", "=x", "", "&&", "mat%63=x"})
        void otherNamesAreIgnored(String other) throws IOException {
            assertThat(status("match=a&" + other)).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo=%FF", "%FF=foo", "%C0%80"})
        void otherNamesAreIgnoredAlsoIfTheyAreNotUtf8(String other) throws IOException {
            assertThat(status(other + "&match=a")).isEqualTo(200);
            assertThat(answer(hub.query("", other + "&match=a")).status()).isEqualTo(200);
        }

        @Test
        void plusIsASpaceAndPercentIsDecoded() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe("match=" + topic + "+x%2By")) {
                hub.publish(topic + "+x+y", "no");
                hub.publish(topic + " x+y", "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"100%", "%zz", "a%4"})
        void strayPercentSignsStandForThemselves(String value) throws IOException {
            try (Subscriber subscriber = Subscriber.of(hub.query("", "match=" + value))) {
                hub.publish(value, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"100%", "%zz", "a%4"})
        void strayPercentSignsStandForThemselvesInTheUrl(String value) throws IOException {
            try (Subscriber subscriber = hub.subscribe("match=" + value)) {
                hub.publish(value, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void matchersAddUp() throws IOException {
            String a = topic();
            String b = topic();
            String query = form("match", a, "match_exact", b, "match_urlpattern", a + "/:id", "match", a + "/end");
            try (Subscriber subscriber = hub.subscribe(query)) {
                hub.publish(a, "1");
                hub.publish(topic(), "no");
                hub.publish(b, "2");
                hub.publish(a + "/3", "3");
                hub.publish(a + "/end", "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("1", "2", "3");
            }
        }

        @Test
        void eachUpdateComesOnceHoweverManyMatchersSelectIt() throws IOException {
            String a = topic();
            String b = topic();
            String query = form("match", a, "match", a, "match", b, "match_urlpattern", a, "match", "*");
            try (Subscriber subscriber = hub.subscribe(query)) {
                hub.publishForm(form("topic", a, "topic", b, "data", "once " + a));
                hub.publish(b, "end " + b);
                assertThat(subscriber.dataUntil("end " + b)).containsOnlyOnce("once " + a);
            }
        }

        @Test
        void withoutAMatcherThereIsNothingToSubscribeTo() throws IOException {
            assertThat(status("")).isEqualTo(400);
            assertThat(answer(hub.request("GET", HUB)).status()).isEqualTo(400);
            assertThat(status("last_event_id=earliest")).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{unclosed", "(", ":a:a", "https://example.com/(?=x)", "*(", "[::1"})
        void malformedPatterns(String pattern) throws IOException {
            RawHttp.Response refusal = answer(hub.get(form("match_urlpattern", pattern)));
            assertThat(refusal.status()).as(pattern).isEqualTo(400);
            assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
        }

        @Test
        void limits() throws IOException {
            String hundred = "match=a&".repeat(100);
            assertThat(status(hundred)).isEqualTo(200);
            assertThat(status(hundred + "match=a")).isEqualTo(400);
            assertThat(status(hundred + "match_urlpattern=a")).isEqualTo(400);
            assertThat(status("match=" + "a".repeat(4096))).isEqualTo(200);
            assertThat(status("match=" + "a".repeat(4097))).isEqualTo(400);
            assertThat(status("match=" + "%C3%A9".repeat(2049))).isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource({"PUT", "DELETE", "PATCH"})
        void otherMethods(String method) throws IOException {
            RawHttp.Response refusal = answer(hub.request(method, HUB + "?match=a"));
            assertThat(refusal.status()).isEqualTo(405);
            assertThat(refusal.header("Allow")).contains("GET", "POST", "QUERY");
        }

        @Test
        void headAnswersLikeGetAndEnds() throws IOException {
            RawHttp.Response head = hub.request("HEAD", HUB + "?match=a").open().awaitComplete(Timing.SOON);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        }
    }

    @Nested
    @Tag("A4.1")
    class QueryMethod {

        @Test
        void takesParametersFromTheBody() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = Subscriber.of(hub.query("", form("match", topic)))) {
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void unitesUrlAndBody() throws IOException {
            String a = topic();
            String b = topic();
            try (Subscriber subscriber = Subscriber.of(hub.query(form("match", a), form("match_urlpattern", b)))) {
                hub.publish(a, "1");
                hub.publish(b, "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @Test
        void takesTheCursorOfTheUrlBeforeThatOfTheBody() throws IOException {
            String topic = topic();
            String first = hub.publish(topic, "1");
            String second = hub.publish(topic, "2");
            hub.publish(topic, "end");
            String query = form("match", topic, "last_event_id", second);
            try (Subscriber subscriber = Subscriber.of(hub.query(query, form("last_event_id", first)))) {
                assertThat(subscriber.header("Mercure-Last-Event-ID")).isEqualTo(second);
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
            try (Subscriber subscriber = Subscriber.of(hub.query(form("match", topic), form("last_event_id", first)))) {
                assertThat(subscriber.dataUntil("end")).containsExactly("2");
            }
            try (Subscriber subscriber = Subscriber.of(
                    hub.query(query, form("last_event_id", second)).header("Last-Event-ID", first))) {
                assertThat(subscriber.dataUntil("end")).containsExactly("2");
            }
        }

        @Test
        void countsTheMatchersOfBoth() throws IOException {
            assertThat(answer(hub.query("match=a&".repeat(50), "match=a&".repeat(50)))
                            .status())
                    .isEqualTo(200);
            assertThat(answer(hub.query("match=a&".repeat(50), "match=a&".repeat(51)))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void refusesABodyOverTheLimit() throws IOException {
            assertThat(answer(hub.query("", "match=a&x=" + "x".repeat(1 << 20))).status())
                    .isEqualTo(413);
        }

        @Test
        void takesFormsOnly() throws IOException {
            assertThat(answer(hub.request("QUERY", HUB).body("application/json", "{}".getBytes(UTF_8)))
                            .status())
                    .isEqualTo(415);
        }
    }

    @Nested
    @Tag("A4.2")
    class AuthorizationOfTheConnection {

        @Test
        void matchersGrantNothing() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "match", "*", "match_urlpattern", topic))) {
                hub.publishPrivate(topic, "secret " + topic);
                hub.publish(topic, "end " + topic);
                assertThat(subscriber.dataUntil("end " + topic)).doesNotContain("secret " + topic);
            }
        }

        @Test
        void aTokenWithoutAGrantConnects() throws IOException {
            String topic = topic();
            for (String token : new String[] {
                Tokens.modern(), Tokens.modern(Tokens.grant("publish", "*")), Tokens.modern(Tokens.grant("read", "*"))
            }) {
                try (Subscriber subscriber = hub.subscribe(form("match", topic), token)) {
                    hub.publishPrivate(topic, "secret");
                    hub.publish(topic, "end");
                    assertThat(subscriber.dataUntil("end")).isEmpty();
                }
            }
        }

        @Test
        void aBadTokenIsNotTakenForNone() throws IOException {
            assertThat(answer(hub.get("match=a", "x.y.z")).status()).isEqualTo(401);
            assertThat(answer(hub.get("match=a", Tokens.expiring(1))).status()).isEqualTo(401);
        }
    }

    @Nested
    @Tag("A4.3")
    class Connection {

        @Test
        void headersAndFirstBytesComeAtOnce() throws IOException {
            try (Subscriber subscriber = hub.subscribe("match=" + topic())) {
                assertThat(subscriber.header("Content-Type")).isEqualTo("text/event-stream");
                assertThat(subscriber.header("Cache-Control")).contains("private", "no-cache", "no-store");
                assertThat(subscriber.header("X-Accel-Buffering")).isEqualTo("no");
                assertThat(subscriber.header("Mercure-Last-Event-ID")).isNull();
                assertThat(subscriber.header("Last-Event-ID")).isNull();
                assertThat(subscriber.read().comments()).isNotEmpty();
                assertThat(subscriber.response().text()).startsWith(":");
            }
        }

        @Test
        void silenceIsFilledWithComments() throws IOException {
            try (Subscriber subscriber = hub.subscribe("match=" + topic())) {
                subscriber
                        .response()
                        .readUntil(body -> subscriber.read().comments().size() > 1, Timing.SOON);
                assertThat(subscriber.read().messages()).isEmpty();
            }
        }

        @Test
        void endsNoLaterThanTheToken() throws IOException {
            long expiry = Instant.now().getEpochSecond() + 4;
            String token = Tokens.expiring(expiry, Tokens.grant("subscribe", "*"));
            try (Subscriber subscriber = hub.subscribe("match=a", token)) {
                subscriber.response().awaitComplete(Timing.SOON);
                assertThat(Instant.now()).isBefore(Instant.ofEpochSecond(expiry).plusMillis(100));
            }
        }

        @Test
        void alsoWhereTheClientHasClosedItsSideAndStays() throws IOException {
            long expiry = Instant.now().getEpochSecond() + 4;
            String token = Tokens.expiring(expiry, Tokens.grant("subscribe", "*"));
            try (Subscriber subscriber = hub.subscribe("match=a", token)) {
                subscriber.response().connection().shutdownOutput();
                subscriber.response().awaitEnd(Timing.SOON);
                assertThat(Instant.now()).isBefore(Instant.ofEpochSecond(expiry).plusMillis(100));
            }
        }

        @Test
        void endsCleanlyAfterItsLongestLife() throws IOException {
            try (HubServer shortLived = HubServer.demo(Map.of("longest-connection", "PT3S"))) {
                long asked = System.nanoTime(); // before the server's clock begins to count
                try (Subscriber subscriber = shortLived.subscribe("match=a")) {
                    subscriber.response().awaitComplete(Timing.SOON);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(890));
            }
        }
    }

    @Nested
    @Tag("A4.4")
    class Framing {

        private final String topic = topic();

        private Message published(String form) throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                hub.publishForm(form("topic", topic) + "&" + form);
                hub.publish(topic, "end");
                subscriber.until("end");
                assertThat(subscriber.read().unknownFields()).isEmpty();
                assertThat(subscriber.read().messages()).hasSize(2);
                return subscriber.read().messages().getFirst();
            }
        }

        @Test
        void allFields() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                hub.publishForm(form(
                        "topic", topic, "data", "a\nb", "id", "urn:x:" + topic, "type", "greeting", "retry", "1500"));
                subscriber.response().readUntil("data: b\n\n", Timing.SOON);
                assertThat(subscriber.read().messages())
                        .containsExactly(new Message("greeting", "a\nb", "urn:x:" + topic));
                assertThat(subscriber.read().reconnectionTime()).isEqualTo(1500);
            }
        }

        @Test
        void everyEventHasAnIdAndOnlyTheFieldsThatWereSet() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                String id = hub.publish(topic, "x");
                subscriber.response().readUntil("data: x\n\n", Timing.SOON);
                String event = subscriber.response().text();
                assertThat(event.substring(event.indexOf("id:"))).isEqualTo("id: " + id + "\ndata: x\n\n");
            }
        }

        @Test
        void retryZeroIsNotSent() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                hub.publishForm(form("topic", topic, "retry", "0", "data", "end"));
                subscriber.until("end");
                assertThat(subscriber.read().reconnectionTime()).isNull();
            }
        }

        @Test
        void everyLineEndSplitsTheData() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                hub.publish(topic, "a\r\nb\rc\nd");
                subscriber.response().readUntil("data: a\ndata: b\ndata: c\ndata: d\n\n", Timing.SOON);
            }
        }

        @Test
        void emptyDataIsStillAnEvent() throws IOException {
            assertThat(published("data=").data()).isEmpty();
            assertThat(published("x=y").data()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x\nid: evil", "x\revent: evil\r\r", "x\r\n\r\nid:evil\r\ndata: evil\r\n\r\n", "\n", "\n\n\r",
                    ": comment", " leading space", "retry: 1", "\u0000\u0007\u200B\uFEFF", "\u2028\u0085\u000B"
                })
        void dataIsNothingButData(String data) throws IOException {
            Message message = published(form("data", data));
            assertThat(message.data()).isEqualTo(data.replace("\r\n", "\n").replace('\r', '\n'));
            assertThat(message.type()).isEqualTo("message");
            assertThat(message.lastEventId()).startsWith("urn:uuid:");
        }

        @Test
        void dataBeyondWhatOneWriteTakes() throws IOException {
            String large = "é😀".repeat(30_000);
            assertThat(published(form("data", large)).data()).isEqualTo(large);
        }
    }

    @Nested
    @Tag("A4.5")
    class Delivery {

        private final String a = topic();
        private final String b = topic();
        private final String end = topic();

        /** What a subscriber to {@code a} gets. */
        private boolean gets(String token, String form) throws IOException {
            String query = form("match", a, "match", end);
            String cursor = hub.publish(end, "before");
            boolean live;
            try (Subscriber subscriber = Subscriber.of(hub.get(query, token))) {
                hub.publishForm(form + "&data=it");
                hub.publish(end, "end");
                live = subscriber.dataUntil("end").contains("it");
            }
            try (Subscriber subscriber = Subscriber.of(hub.get(query, token).header("Last-Event-ID", cursor))) {
                assertThat(subscriber.dataUntil("end").contains("it"))
                        .as("in the replay")
                        .isEqualTo(live);
            }
            return live;
        }

        @Test
        void publicUpdatesOfAMatchingTopic() throws IOException {
            assertThat(gets(null, form("topic", a))).isTrue();
            assertThat(gets(null, form("topic", b))).isFalse();
            assertThat(gets(null, form("topic", b, "topic", a))).isTrue();
        }

        @Test
        void privateUpdatesWithAGrantForAnyOfTheirTopics() throws IOException {
            String grantA = Tokens.modern(Tokens.grant("subscribe", a));
            String grantB = Tokens.modern(Tokens.grant("subscribe", b));
            String privately = "&private=on";
            assertThat(gets(null, form("topic", a) + privately)).isFalse();
            assertThat(gets(grantA, form("topic", a) + privately)).isTrue();
            assertThat(gets(grantB, form("topic", a) + privately)).isFalse();
            assertThat(gets(grantB, form("topic", a, "topic", b) + privately)).isTrue();
            assertThat(gets(grantB, form("topic", b, "topic", a) + privately)).isTrue();
            assertThat(gets(grantB, form("topic", b) + privately)).isFalse();
            assertThat(gets(grantB, form("topic", a))).isTrue();
        }

        @Test
        void aGrantToPublishIsNoneToReceive() throws IOException {
            String token = Tokens.modern(Tokens.grant("publish", "*"));
            assertThat(gets(token, form("topic", a) + "&private=on")).isFalse();
        }

        @Test
        void grantsMayBePatterns() throws IOException {
            String token = Tokens.modern(Tokens.pattern("subscribe", "https://example.com/books/:id"));
            assertThat(gets(token, form("topic", a) + "&private=on")).isTrue();
            assertThat(gets(token, form("topic", a, "topic", "urn:x") + "&private=on"))
                    .isTrue();
            String other = Tokens.modern(Tokens.pattern("subscribe", "https://example.org/books/:id"));
            assertThat(gets(other, form("topic", a) + "&private=on")).isFalse();
        }

        @Test
        void historyIsSentByTheTokenOfNow() throws IOException {
            String cursor = hub.publish(end, "before");
            hub.publishPrivate(a, "secret");
            hub.publish(end, "end");
            String query = form("match", a, "match", end, "last_event_id", cursor);
            try (Subscriber allowed = hub.subscribe(query, Tokens.modern(Tokens.grant("subscribe", a)));
                    Subscriber denied = hub.subscribe(query, Tokens.modern(Tokens.grant("subscribe", b)))) {
                assertThat(allowed.dataUntil("end")).containsExactly("secret");
                assertThat(denied.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void severalGrantsAddUp() throws IOException {
            String token = Tokens.modern(Tokens.grant("subscribe", b), Tokens.grant("subscribe", "x", a));
            assertThat(gets(token, form("topic", a) + "&private=on")).isTrue();
        }
    }

    @Nested
    @Tag("A5")
    class MatchersOverHttp {

        private boolean matches(String parameter, String pattern, String topic) throws IOException {
            String end = topic();
            try (Subscriber subscriber = hub.subscribe(form(parameter, pattern, "match", end))) {
                hub.publish(topic, "it");
                hub.publish(end, "end");
                return subscriber.dataUntil("end").contains("it");
            }
        }

        @ParameterizedTest
        @CsvSource({
            "match, https://example.com/a, https://example.com/a, true",
            "match, https://example.com/a, https://EXAMPLE.com/a, false",
            "match, https://example.com/%61, https://example.com/a, false",
            "match, /a, https://localhost/a, false",
            "match, https://example.com/{id}, https://example.com/1, false",
            "match, https://example.com/{id}, https://example.com/{id}, true",
            "match, https://example.com/:id, https://example.com/1, false",
            "match, e\u0301, \u00e9, false",
            "match, *, anything at all, true",
            "match_exact, *, urn:x, true",
            "match_urlpattern, *, not a url at all: [, true",
            "match_urlpattern, https://example.com/books/:id, https://example.com/books/123, true",
            "match_urlpattern, https://example.com/books/:id, https://EXAMPLE.com/books/123, true",
            "match_urlpattern, https://example.com/books/:id, https://example.com/BOOKS/123, false",
            "match_urlpattern, https://example.com/books/:id, https://example.com/books/1/, false",
            "match_urlpattern, https://example.com/books/:id, https://example.com/books/1?x=1#y, true",
            "match_urlpattern, https://example.com/*, https://example.com/a/b/c, true",
            "match_urlpattern, /books/:id, /books/123, true",
            "match_urlpattern, /books/:id, https://localhost/books/123, true",
            "match_urlpattern, https://localhost/books/:id, /books/123, true",
            "match_urlpattern, /books/:id, https://other.example.com/books/123, false",
            "match_urlpattern, /books/:id?, /books, true",
            "match_urlpattern, https://example.com/(\\d+), https://example.com/12, true",
            "match_urlpattern, https://example.com/(\\d+), https://example.com/ab, false"
        })
        void matches(String parameter, String pattern, String topic, boolean expected) throws IOException {
            assertThat(matches(parameter, pattern, topic)).isEqualTo(expected);
        }

        @Test
        void aWildcardInATokenGrantsEverything() throws IOException {
            String topic = topic();
            String token = Tokens.modern(Tokens.pattern("subscribe", "*"));
            try (Subscriber subscriber = Subscriber.of(bearer(hub.get(form("match", topic)), token))) {
                hub.publishPrivate(topic, "secret");
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("secret");
            }
        }
    }
}
