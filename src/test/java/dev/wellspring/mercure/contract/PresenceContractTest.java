package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.SUBSCRIPTIONS;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.bearer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is subscribed: announced in the stream, listed by the API. */
class PresenceContractTest {

    private static final String EVERYONE = form("match_urlpattern", SUBSCRIPTIONS + "/:type/:match/:subscriber");
    private static final String OBSERVER = Tokens.modern(
            Tokens.pattern("subscribe", SUBSCRIPTIONS + "/:type/:match/:subscriber"),
            Tokens.grant("subscribe", SUBSCRIPTIONS),
            Tokens.pattern("subscribe", SUBSCRIPTIONS + "/:type/:match"));

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.demo(Map.of("subscription-events", "true", "heartbeat", "PT1S"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    /** Waits for the announcement that holds the text. */
    private static Message announced(Subscriber observer, String text, boolean active) {
        String state = "\"active\":" + active;
        observer.response()
                .readUntil(
                        _ -> observer.read().messages().stream()
                                .anyMatch(it ->
                                        it.data().contains(text) && it.data().contains(state)),
                        Timing.SOON);
        return observer.read().messages().stream()
                .filter(it -> it.data().contains(text) && it.data().contains(state))
                .findFirst()
                .orElseThrow();
    }

    private static RawHttp.Response api(String path, String token) throws IOException {
        return answer(bearer(hub.request("GET", path), token));
    }

    @Nested
    @Tag("A10.1")
    class Events {

        @ParameterizedTest
        @ValueSource(strings = {"https://example.com/{a}?b=c#d", "a b+c%20~-._", "é日本", "/relative:x"})
        void announceBeginAndEndOfEachSubscription(String text) throws IOException {
            String match = text + topic();
            try (Subscriber observer = hub.subscribe(EVERYONE, OBSERVER)) {
                Message begin;
                try (Subscriber watched = hub.subscribe(form("match", match))) {
                    begin = announced(observer, Tokens.json(match), true);
                    assertThat(watched.read().messages()).isEmpty();
                }
                assertThat(begin.type()).isEqualTo("mercure");
                assertThat(begin.lastEventId()).startsWith("urn:uuid:");
                JsonObject document = json(begin.data());
                String subscriber = document.getString("subscriber");
                assertThat(subscriber).startsWith("urn:uuid:");
                String path = SUBSCRIPTIONS + "/exact/" + encoded(match) + "/" + encoded(subscriber);
                assertThat(document.getString("id")).isEqualTo(path);
                assertThat(document.getString("type")).isEqualTo("subscription");
                assertThat(document.getString("match_type")).isEqualTo("exact");
                assertThat(document.getString("match")).isEqualTo(match);
                assertThat(document).doesNotContainKey("payload");
                JsonObject end =
                        json(announced(observer, Tokens.json(match), false).data());
                assertThat(end.getString("id")).isEqualTo(path);
                assertThat(end.getString("subscriber")).isEqualTo(subscriber);
            }
        }

        @Test
        void carryTheTopicThatTheyAreAbout() throws IOException {
            String match = topic();
            String all = form("match_urlpattern", SUBSCRIPTIONS + "/exact/" + encoded(match) + "/:subscriber");
            try (Subscriber observer = hub.subscribe(all, OBSERVER);
                    Subscriber _ = hub.subscribe(form("match", match, "match", topic()))) {
                announced(observer, match, true);
                assertThat(observer.read().messages()).hasSize(1);
            }
        }

        @Test
        void allSubscriptionsOfAConnectionHaveOneSubscriber() throws IOException {
            String a = topic() + "/a";
            String b = topic() + "/b";
            try (Subscriber observer = hub.subscribe(EVERYONE, OBSERVER);
                    Subscriber _ = hub.subscribe(form("match", a, "match_urlpattern", b));
                    Subscriber _ = hub.subscribe(form("match", b))) {
                JsonObject ofA = json(announced(observer, a, true).data());
                JsonObject ofB = json(announced(observer, "\"urlpattern\",\"match\":\"" + b, true)
                        .data());
                JsonObject other = json(
                        announced(observer, "\"exact\",\"match\":\"" + b, true).data());
                assertThat(ofB.getString("subscriber")).isEqualTo(ofA.getString("subscriber"));
                assertThat(other.getString("subscriber")).isNotEqualTo(ofA.getString("subscriber"));
            }
        }

        @Test
        void arePrivate() throws IOException {
            String end = topic();
            String match = topic();
            try (Subscriber stranger = hub.subscribe(EVERYONE + "&match=*&" + form("match", end));
                    Subscriber observer = hub.subscribe(EVERYONE, OBSERVER)) {
                try (Subscriber _ = hub.subscribe(form("match", match))) {
                    announced(observer, match, true);
                }
                announced(observer, match, false);
                hub.publish(end, "end");
                assertThat(stranger.until("end")).noneMatch(it -> it.data().contains(match));
            }
        }

        @Test
        void areHistoryToo() throws IOException {
            String match = topic();
            String cursor = hub.publish(topic(), "x");
            try (Subscriber observer = hub.subscribe(EVERYONE, OBSERVER)) {
                try (Subscriber _ = hub.subscribe(form("match", match))) {
                    announced(observer, match, true);
                }
                announced(observer, match, false);
            }
            try (Subscriber late = hub.subscribe(EVERYONE + "&last_event_id=" + cursor, OBSERVER)) {
                announced(late, match, true);
                announced(late, match, false);
            }
            try (Subscriber late = hub.subscribe(EVERYONE + "&match=end&last_event_id=" + cursor)) {
                hub.publish("end", "the end");
                assertThat(late.until("the end")).noneMatch(it -> it.data().contains(match));
            }
        }

        @Test
        void showASubscriberItsOwn() throws IOException {
            String match = topic();
            try (Subscriber self = hub.subscribe(EVERYONE + "&" + form("match", match), OBSERVER)) {
                announced(self, Tokens.json(match), true);
            }
        }

        @Test
        @Tag("A8.5")
        void carryThePayloadOfTheFirstGrantThatCoversTheMatcher() throws IOException {
            String match = topic();
            String token = Tokens.modern(
                    Tokens.withPayload("{\"n\":0}", "other"),
                    Tokens.withPayload("{\"n\":1}", match),
                    Tokens.withPayload("{\"n\":2}", "*"));
            try (Subscriber observer = hub.subscribe(EVERYONE, OBSERVER);
                    Subscriber _ = hub.subscribe(form("match", match, "match", match + "/x"), token)) {
                assertThat(json(announced(observer, Tokens.json(match), true).data())
                                .getJsonObject("payload")
                                .getInt("n"))
                        .isEqualTo(1);
                assertThat(json(announced(observer, Tokens.json(match + "/x"), true)
                                        .data())
                                .getJsonObject("payload")
                                .getInt("n"))
                        .isEqualTo(2);
            }
        }

        @Test
        @Tag("A8.5")
        void haveNoPayloadWhereThatGrantHasNone() throws IOException {
            String match = topic();
            String token = Tokens.modern(Tokens.grant("subscribe", match), Tokens.withPayload("{\"n\":2}", "*"));
            try (Subscriber observer = hub.subscribe(EVERYONE, OBSERVER);
                    Subscriber _ = hub.subscribe(form("match", match), token)) {
                assertThat(json(announced(observer, Tokens.json(match), true).data()))
                        .doesNotContainKey("payload");
            }
        }
    }

    @Nested
    @Tag("A10.2")
    class Api {

        private final String match = topic();
        private final String ofMatch = SUBSCRIPTIONS + "/exact/" + encoded(match);

        private JsonArray listed(String path) throws IOException {
            RawHttp.Response answer = api(path, OBSERVER);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            JsonObject document = json(answer.text());
            assertThat(document.getString("id")).isEqualTo(path);
            assertThat(document.getString("type")).isEqualTo("subscriptions");
            return document.getJsonArray("subscriptions");
        }

        private List<String> matches(JsonArray subscriptions) {
            return subscriptions.getValuesAs(JsonObject.class).stream()
                    .map(it -> it.getString("match"))
                    .toList();
        }

        @Test
        void listsAllThoseOfAMatcherAndOne() throws IOException {
            try (Subscriber _ = hub.subscribe(form("match", match, "match_urlpattern", match))) {
                // Where several nodes share their presence, another one lists it a moment later.
                await().untilAsserted(() -> assertThat(matches(listed(SUBSCRIPTIONS)))
                        .filteredOn(match::equals)
                        .hasSize(2));
                JsonArray some = listed(ofMatch);
                assertThat(matches(some)).containsExactly(match);
                assertThat(listed(SUBSCRIPTIONS + "/urlpattern/" + encoded(match)))
                        .hasSize(1);
                RawHttp.Response one = api(some.getJsonObject(0).getString("id"), OBSERVER);
                assertThat(one.status()).isEqualTo(200);
                assertThat(json(one.text())).isEqualTo(some.getJsonObject(0));
                assertThat(json(one.text()).getBoolean("active")).isTrue();
            }
            await().untilAsserted(() -> assertThat(listed(ofMatch)).isEmpty());
        }

        @Test
        void doesNotKnowWhatHasEnded() throws IOException {
            String id;
            try (Subscriber _ = hub.subscribe(form("match", match))) {
                await().untilAsserted(() -> assertThat(listed(ofMatch)).isNotEmpty());
                id = listed(ofMatch).getJsonObject(0).getString("id");
            }
            await().untilAsserted(() -> assertThat(api(id, OBSERVER).status()).isEqualTo(404));
            assertThat(api(SUBSCRIPTIONS + "/exact/a/urn%3Auuid%3Anobody", OBSERVER)
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void namesTheCursorToContinueFrom() throws IOException {
            hub.publish(topic(), "x");
            RawHttp.Response answer = api(SUBSCRIPTIONS, OBSERVER);
            String link = answer.header("Link");
            assertThat(link).startsWith("</.well-known/mercure>").contains("rel=\"mercure\"");
            String cursor = link.replaceAll(".*last-event-id=\"([^\"]*)\".*", "$1");
            try (Subscriber observer = hub.subscribe(EVERYONE + "&last_event_id=" + cursor, OBSERVER)) {
                assertThat(observer.header("Mercure-Last-Event-ID")).isEqualTo(cursor);
            }
        }

        @Test
        void describesTheEventsInItsLink() throws IOException {
            assertThat(api(SUBSCRIPTIONS, OBSERVER).header("Link"))
                    .contains("type=\"mercure\"")
                    .contains("content-type=\"application/json\"");
        }

        @Test
        void isRevalidated() throws IOException {
            String topic = topic();
            hub.publish(topic, "x");
            String tag = tagThatIsCurrent();
            hub.publish(topic, "y");
            RawHttp.Response newer = apiUnless(tag);
            assertThat(newer.status()).isEqualTo(200);
            assertThat(newer.header("ETag")).isNotEqualTo(tag);
        }

        private RawHttp.Response apiUnless(String tag) throws IOException {
            return answer(bearer(hub.request("GET", SUBSCRIPTIONS), OBSERVER).header("If-None-Match", tag));
        }

        private String tagThatIsCurrent() {
            String[] tag = new String[1];
            await().until(() -> {
                RawHttp.Response first = api(SUBSCRIPTIONS, OBSERVER);
                tag[0] = first.header("ETag");
                assertThat(tag[0]).startsWith("\"").endsWith("\"");
                assertThat(first.header("Cache-Control")).contains("must-revalidate");
                return isConfirmed(tag[0]);
            });
            return tag[0];
        }

        /** Confirmed by 304; 200 is right only if an earlier test's stream was announced as over meanwhile, which the tag tells. */
        private boolean isConfirmed(String tag) throws IOException {
            RawHttp.Response again = apiUnless(tag);
            boolean unchanged = tag.equals(utf8(again.header("ETag")));
            assertThat(again.status()).isEqualTo(unchanged ? 304 : 200);
            return unchanged;
        }

        /** What a header says whose bytes are read one by one. */
        private String utf8(String header) {
            return new String(header.getBytes(ISO_8859_1), UTF_8);
        }

        /** What the API says when this is the newest id: that an earlier test's stream is over may be announced in between. */
        private RawHttp.Response apiAfterPublishing(String id) {
            RawHttp.Response[] answer = new RawHttp.Response[1];
            await().until(() -> {
                hub.publishForm(form("topic", topic(), "id", id));
                answer[0] = api(SUBSCRIPTIONS, OBSERVER);
                return !String.valueOf(answer[0].header("ETag")).startsWith("\"urn:uuid:");
            });
            return answer[0];
        }

        @Test
        @Tag("F")
        void encodesTheCursorInItsTag() throws IOException {
            for (String[] vector : new String[][] {{"a\"b", "\"a%22b\""}, {"a%b", "\"a%25b\""}, {"a b", "\"a%20b\""}}) {
                RawHttp.Response answer = apiAfterPublishing(vector[0]);
                assertThat(answer.header("ETag")).isEqualTo(vector[1]);
                assertThat(answer.header("Link")).contains("last-event-id=\"" + vector[0].replace("\"", "\\\"") + "\"");
            }
        }

        @Test
        void takesCursorsInEveryLanguage() throws IOException {
            String id = "été-日本-" + topic();
            await().until(() -> {
                RawHttp.Response answer = apiAfterPublishing(id);
                assertThat(utf8(answer.header("ETag"))).isEqualTo("\"" + id + "\"");
                assertThat(utf8(answer.header("Link"))).contains("\"" + id + "\"");
                return isConfirmed("\"" + id + "\"");
            });
        }

        @Test
        void asksForATokenAndAGrant() throws IOException {
            for (String path : new String[] {SUBSCRIPTIONS, ofMatch, ofMatch + "/x"}) {
                RawHttp.Response none = answer(hub.request("GET", path));
                assertThat(none.status()).isEqualTo(401);
                assertThat(none.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error=");
                RawHttp.Response bad = api(path, "x.y.z");
                assertThat(bad.status()).isEqualTo(401);
                assertThat(bad.header("WWW-Authenticate")).contains("invalid_token");
                RawHttp.Response narrow = api(path, Tokens.modern(Tokens.grant("subscribe", "a")));
                assertThat(narrow.status()).isEqualTo(403);
                assertThat(narrow.header("WWW-Authenticate")).contains("insufficient_scope");
                assertThat(api(path, Tokens.modern(Tokens.grant("publish", "*")))
                                .status())
                        .isEqualTo(403);
            }
        }

        @Test
        void isGrantedByThePathAsItIsSent() throws IOException {
            assertThat(api(ofMatch, Tokens.modern(Tokens.grant("subscribe", ofMatch)))
                            .status())
                    .isEqualTo(200);
            assertThat(api(ofMatch + "?x=y", Tokens.modern(Tokens.grant("subscribe", ofMatch)))
                            .status())
                    .isEqualTo(200);
            assertThat(api(ofMatch, Tokens.modern(Tokens.grant("subscribe", SUBSCRIPTIONS + "/exact/" + match)))
                            .status())
                    .isEqualTo(403);
            assertThat(api(ofMatch, Tokens.modern(Tokens.grant("subscribe", SUBSCRIPTIONS)))
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void refusesUnknownTypes() throws IOException {
            assertThat(api(SUBSCRIPTIONS + "/regexp/a/b", Tokens.ALL).status()).isEqualTo(400);
            assertThat(api(SUBSCRIPTIONS + "/Exact/a/b", Tokens.ALL).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/exact/%",
                    "/exact/%4",
                    "/exact/%zz",
                    "/exact/a%2",
                    "/%zz/a",
                    "/exact/%FF",
                    "/exact/a/%C0%80"
                })
        void refusesBadEscapes(String path) throws IOException {
            assertThat(api(SUBSCRIPTIONS + path, Tokens.ALL).status()).isEqualTo(400);
            assertThat(api(SUBSCRIPTIONS + path, Tokens.CLASSIC_ALL).status()).isEqualTo(400);
        }

        @Test
        void isNotSharedBetweenReadersByCaches() throws IOException {
            RawHttp.Response answer = api(SUBSCRIPTIONS, OBSERVER);
            assertThat(answer.header("Cache-Control")).contains("private");
            assertThat(answer.headers("Vary")).anyMatch(it -> it.contains("Authorization"));
        }

        @Test
        void takesNothingButGet() throws IOException {
            assertThat(answer(bearer(hub.request("POST", SUBSCRIPTIONS), Tokens.ALL)
                                    .body("text/plain", new byte[0]))
                            .status())
                    .isEqualTo(405);
        }
    }

    @Nested
    @Tag("A10")
    class Disabled {

        @Test
        void thereIsNoApiAndNoEvent() throws IOException {
            try (HubServer silent = HubServer.demo(Map.of());
                    Subscriber observer = silent.subscribe("match=*", Tokens.ALL);
                    Subscriber _ = silent.subscribe("match=a")) {
                silent.publish("b", "end");
                assertThat(observer.dataUntil("end")).isEmpty();
                assertThat(answer(bearer(silent.request("GET", SUBSCRIPTIONS), Tokens.ALL))
                                .status())
                        .isEqualTo(404);
            }
        }
    }

    @Nested
    @Tag("B")
    class Classic {

        private final String selector = topic() + "/{id}";
        private final String token = Tokens.classic(List.of("*"), List.of(SUBSCRIPTIONS + "{/topic}{/subscriber}"));

        @Test
        void eventsAreLinkedDataWithoutAName() throws IOException {
            String all = form("topic", SUBSCRIPTIONS + "/{topic}/{subscriber}");
            try (Subscriber observer = hub.subscribe(all, token)) {
                try (Subscriber _ = hub.subscribe(form("topic", selector), token)) {
                    Message begin = announced(observer, selector, true);
                    assertThat(begin.type()).isEqualTo("message");
                    JsonObject document = json(begin.data());
                    assertThat(document.getString("@context")).isEqualTo("https://mercure.rocks/");
                    assertThat(document.getString("type")).isEqualTo("Subscription");
                    assertThat(document.getString("topic")).isEqualTo(selector);
                    assertThat(document.getJsonObject("payload").getString("name"))
                            .isEqualTo("Ann");
                    assertThat(document.getString("id"))
                            .isEqualTo(SUBSCRIPTIONS + "/" + encoded(selector) + "/"
                                    + encoded(document.getString("subscriber")));
                }
                announced(observer, selector, false);
            }
        }

        @Test
        void theApiIsLinkedData() throws IOException {
            try (Subscriber _ = hub.subscribe(form("topic", selector), token)) {
                await().untilAsserted(() -> assertThat(api(SUBSCRIPTIONS + "/" + encoded(selector), token)
                                .text())
                        .contains("\"Subscription\""));
                for (String path : new String[] {SUBSCRIPTIONS, SUBSCRIPTIONS + "/" + encoded(selector)}) {
                    RawHttp.Response answer = api(path, token);
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.header("Content-Type")).startsWith("application/ld+json");
                    JsonObject document = json(answer.text());
                    assertThat(document.getString("@context")).isEqualTo("https://mercure.rocks/");
                    assertThat(document.getString("id")).isEqualTo(path);
                    assertThat(document.getString("type")).isEqualTo("Subscriptions");
                    assertThat(document.getString("lastEventID")).isNotEmpty();
                    JsonObject item = document.getJsonArray("subscriptions").getValuesAs(JsonObject.class).stream()
                            .filter(it -> it.getString("topic").equals(selector))
                            .findFirst()
                            .orElseThrow();
                    assertThat(item).doesNotContainKey("@context");
                    RawHttp.Response one = api(item.getString("id"), token);
                    assertThat(one.header("Content-Type")).startsWith("application/ld+json");
                    assertThat(json(one.text()).getString("lastEventID")).isNotEmpty();
                    assertThat(json(one.text()).getString("topic")).isEqualTo(selector);
                }
            }
        }

        @Test
        void theApiAsksForAGrant() throws IOException {
            assertThat(api(SUBSCRIPTIONS, Tokens.classic(List.of("*"), List.of("a")))
                            .status())
                    .isEqualTo(403);
            assertThat(api(SUBSCRIPTIONS, Tokens.classic(List.of(), List.of("*")))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @Tag("C4")
    class Mixed {

        @Test
        void eachSubscriptionHasTheShapeOfItsOwnGeneration() throws IOException {
            String match = topic();
            String selector = topic();
            try (Subscriber observer = hub.subscribe("match=*", Tokens.ALL);
                    Subscriber _ = hub.subscribe(form("match", match, "topic", selector))) {
                Message modern = announced(observer, Tokens.json(match), true);
                Message classic = announced(observer, Tokens.json(selector), true);
                assertThat(modern.type()).isEqualTo("mercure");
                assertThat(json(modern.data()).getString("type")).isEqualTo("subscription");
                assertThat(classic.type()).isEqualTo("message");
                assertThat(json(classic.data()).getString("type")).isEqualTo("Subscription");
                assertThat(json(classic.data()).getString("subscriber"))
                        .isEqualTo(json(modern.data()).getString("subscriber"));
            }
        }

        private List<JsonObject> all(String token) throws IOException {
            RawHttp.Response answer = api(SUBSCRIPTIONS, token);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return json(answer.text()).getJsonArray("subscriptions").getValuesAs(JsonObject.class);
        }

        private static JsonObject one(List<JsonObject> items, String member, String pattern) {
            return items.stream()
                    .filter(it -> pattern.equals(it.getString(member, null)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(pattern + " is not in " + items));
        }

        @Test
        @Tag("A10.2")
        void everybodyMayAskForAllInTheWordsOfTheirGeneration() throws IOException {
            String match = topic();
            String pattern = match + "/:id";
            String selector = topic();
            String template = selector + "/{id}";
            try (Subscriber _ = hub.subscribe(
                    form("match", match, "match_urlpattern", pattern, "topic", selector, "topic", template))) {
                await().untilAsserted(() -> one(all(Tokens.CLASSIC_ALL), "topic", template));
                List<JsonObject> classic = all(Tokens.CLASSIC_ALL);
                for (String topic : new String[] {match, pattern, selector, template}) {
                    assertThat(one(classic, "topic", topic).getString("type")).isEqualTo("Subscription");
                }
                assertThat(one(classic, "topic", pattern).getString("match_type"))
                        .isEqualTo("urlpattern");
                List<JsonObject> modern = all(Tokens.ALL);
                for (String exact : new String[] {match, selector}) {
                    assertThat(one(modern, "match", exact).getString("match_type"))
                            .isEqualTo("exact");
                }
                assertThat(modern).allSatisfy(it -> assertThat(it).containsKeys("match_type", "match"));
                assertThat(modern).noneMatch(it -> it.getString("match").equals(template));
                // An id is where the subscription is and what announces its end, whoever asks.
                String id = one(classic, "topic", match).getString("id");
                assertThat(id).isEqualTo(one(modern, "match", match).getString("id"));
                assertThat(api(id, Tokens.CLASSIC_ALL).status()).isEqualTo(200);
            }
        }

        @Test
        @Tag("A10.2")
        void theOtherGenerationIsListedToThoseItIsGrantedTo() throws IOException {
            String match = topic();
            String selector = topic();
            String classic = Tokens.classic(List.of("*"), List.of(SUBSCRIPTIONS + "{/topic}{/subscriber}"));
            String modern = Tokens.modern(
                    Tokens.grant("subscribe", SUBSCRIPTIONS),
                    Tokens.pattern("subscribe", SUBSCRIPTIONS + "/:type/:match/:subscriber"));
            try (Subscriber _ = hub.subscribe(form("match", match, "topic", selector))) {
                await().untilAsserted(() -> one(all(classic), "topic", selector));
                assertThat(all(classic)).noneMatch(it -> it.getString("topic").equals(match));
                await().untilAsserted(() -> one(all(modern), "match", match));
                assertThat(all(modern)).noneMatch(it -> it.getString("match").equals(selector));
            }
        }

        @Test
        void twoSegmentsAreModernIfTheFirstIsAType() throws IOException {
            assertThat(api(SUBSCRIPTIONS + "/exact/a", Tokens.ALL).status()).isEqualTo(200);
            assertThat(api(SUBSCRIPTIONS + "/urlpattern/a", Tokens.ALL).status())
                    .isEqualTo(200);
            assertThat(api(SUBSCRIPTIONS + "/other/a", Tokens.ALL).status()).isEqualTo(404);
        }
    }
}
