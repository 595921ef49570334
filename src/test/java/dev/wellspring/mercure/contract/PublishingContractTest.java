package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.FORM;
import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.bearer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing with the modern protocol. */
class PublishingContractTest {

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.demo(Map.of("largest-body", "20000", "most-topics", "10"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static int status(String form) throws IOException {
        return hub.tryPublish(form).status();
    }

    /** What a subscriber to the topic gets of a form. */
    private static List<Message> delivered(String topic, String form) throws IOException {
        try (Subscriber subscriber = hub.subscribe(form("match", topic), Tokens.ALL)) {
            hub.publishForm(form);
            hub.publish(topic, "end");
            return subscriber.until("end");
        }
    }

    @Nested
    @Tag("A7")
    class Answer {

        @Test
        void isTheIdAsText() throws IOException {
            RawHttp.Response answer = hub.tryPublish(form("topic", topic(), "data", "x"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
            assertThat(answer.text()).startsWith("urn:uuid:").doesNotContain("\n");
        }

        @Test
        void isTheIdTheSubscriberGets() throws IOException {
            String topic = topic();
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                String id = hub.publish(topic, "1");
                hub.publish(topic, "end");
                assertThat(subscriber.until("end")).containsExactly(new Message("message", "1", id));
            }
        }

        @Test
        void generatedIdsDiffer() throws IOException {
            String topic = topic();
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                ids.add(hub.publish(topic, "same"));
            }
            assertThat(ids).hasSize(50);
        }

        @Test
        void comesWhenTheUpdateCanBeReplayed() throws IOException {
            String topic = topic();
            String before = hub.publish(topic, "before");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", before))) {
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }
    }

    @Nested
    @Tag("A7")
    class Topics {

        @Test
        void atLeastOne() throws IOException {
            assertThat(status("data=x")).isEqualTo(400);
            assertThat(status("")).isEqualTo(400);
            assertThat(status("Topic=a&data=x")).isEqualTo(400);
        }

        @Test
        void severalReachTheSubscribersOfEach() throws IOException {
            String a = topic();
            String b = topic();
            String form = form("topic", a, "topic", b, "data", "both");
            assertThat(delivered(a, form)).extracting(Message::data).containsExactly("both");
            assertThat(delivered(b, form)).extracting(Message::data).containsExactly("both");
        }

        @Test
        void theWildcardIsNone() throws IOException {
            assertThat(status("topic=*")).isEqualTo(400);
            assertThat(status("topic=a&topic=%2A")).isEqualTo(400);
            assertThat(status("topic=**")).isEqualTo(200);
        }

        @ParameterizedTest
        @Tag("F")
        @ValueSource(
                strings = {
                    "/.well-known/mercure",
                    "https://any.example/.well-known/mercure/x",
                    "mercure/subscriptions/foo",
                    "https://e.com/.well-known/%6Dercure/x",
                    "/.well-known/me%72cure/x",
                    "https://e.com\\.well-known\\mercure\\x",
                    "",
                    "/a/../.well-known/mercure",
                    "https://e.com/.well-known/x/%2e%2e/mercure/y",
                    "/.well-known/mercure?x",
                    "/.well-known/mercure#x",
                    "/.well-known/mercure/subscriptions/exact/a/b",
                    "//e.com/.well-known/mercure"
                })
        void theReservedNamespaceIsTheHubs(String topic) throws IOException {
            assertThat(status(form("topic", topic))).isEqualTo(400);
            assertThat(status(form("topic", "a", "topic", topic))).isEqualTo(400);
        }

        @ParameterizedTest
        @Tag("F")
        @ValueSource(
                strings = {
                    "https://e.com/.well-known/mercureXXX",
                    "https://e.com/foo/.well-known/mercure/bar",
                    "../mercure/x",
                    "subscriptions/foo",
                    "bar",
                    "urn:example:mercure",
                    "a topic with spaces",
                    "/.well-known/Mercure",
                    "https://e.com/?/.well-known/mercure",
                    "http://[",
                    "/.well-known%2Fmercure"
                })
        void otherTopicsAreFree(String topic) throws IOException {
            assertThat(status(form("topic", topic))).isEqualTo(200);
        }
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
                    "%EF%BB%BF",
                    "%FF",
                    "%C0%80",
                    "%ED%A0%80"
                })
        void topicIdAndTypeAreProtocolStrings(String value) throws IOException {
            assertThat(status("topic=" + value)).isEqualTo(400);
            assertThat(status("topic=ok&topic=" + value)).isEqualTo(400);
            assertThat(status("topic=a&id=" + value)).isEqualTo(400);
            assertThat(status("topic=a&type=" + value)).isEqualTo(400);
        }

        @Test
        void dataIsAnyUtf8() throws IOException {
            assertThat(status("topic=a&data=%00%0A%1F%7F%C2%80%E2%80%8B%EF%BB%BF"))
                    .isEqualTo(200);
            assertThat(status("topic=a&data=%FF")).isEqualTo(400);
            assertThat(status("topic=a&data=%ED%A0%80")).isEqualTo(400);
        }
    }

    @Nested
    @Tag("A7")
    class Fields {

        private final String topic = topic();

        @ParameterizedTest
        @ValueSource(strings = {"private", "private=", "private=on", "private=false", "private=0", "private=no"})
        void privateByTheNameAlone(String field) throws IOException {
            try (Subscriber stranger = hub.subscribe(form("match", topic))) {
                hub.publishForm(form("topic", topic, "data", "secret") + "&" + field);
                hub.publish(topic, "end");
                assertThat(stranger.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void publicWithoutIt() throws IOException {
            try (Subscriber stranger = hub.subscribe(form("match", topic))) {
                hub.publishForm(form("topic", topic, "data", "known", "Private", "on"));
                hub.publish(topic, "end");
                assertThat(stranger.dataUntil("end")).containsExactly("known");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"#", "#fragment", "earliest"})
        void idsThatAreReserved(String id) throws IOException {
            assertThat(status(form("topic", topic, "id", id))).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"urn:x:1", "Earliest", "a#b", "earliest ", "é 日本", "a\"b\\c%"})
        void idsOfThePublisher(String id) throws IOException {
            String unique = id + topic;
            RawHttp.Response answer = hub.tryPublish(form("topic", topic, "data", "x", "id", unique));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(unique);
        }

        @Test
        void typeNamesTheEvent() throws IOException {
            assertThat(delivered(topic, form("topic", topic, "data", "x", "type", "news")))
                    .extracting(Message::type)
                    .containsExactly("news");
            assertThat(status(form("topic", topic, "type", "mercure"))).isEqualTo(400);
            assertThat(status(form("topic", topic, "type", "Mercure"))).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "+1", "1.5", "0x10", "a", "1 ", " 1", "", "\u0661", "1e3"})
        void retryIsDigitsOnly(String retry) throws IOException {
            assertThat(status(form("topic", topic, "retry", retry))).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1", "0042", "86400000"})
        void retryIsMilliseconds(String retry) throws IOException {
            assertThat(status(form("topic", topic, "retry", retry))).isEqualTo(200);
        }

        @Test
        void othersAreIgnored() throws IOException {
            assertThat(delivered(topic, form("topic", topic, "data", "x", "foo", "bar", "match", "y")))
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo=%FF", "%FF=foo", "%C0%80", "topic%FF=*", "data%ED%A0%80=y"})
        void othersAreIgnoredAlsoIfTheyAreNotUtf8(String other) throws IOException {
            assertThat(delivered(topic, other + "&" + form("topic", topic, "data", "x") + "&" + other))
                    .extracting(Message::data)
                    .containsExactly("x");
        }

        @Test
        void theValueOfPrivateIsNotLookedAt() throws IOException {
            try (Subscriber stranger = hub.subscribe(form("match", topic))) {
                hub.publishForm(form("topic", topic, "data", "secret") + "&private=%FF");
                hub.publish(topic, "end");
                assertThat(stranger.dataUntil("end")).isEmpty();
            }
        }
    }

    @Nested
    @Tag("A7")
    class Limits {

        @Test
        void tooManyTopics() throws IOException {
            assertThat(status("topic=a&".repeat(10))).isEqualTo(200);
            assertThat(status("topic=a&".repeat(11))).isEqualTo(413);
        }

        @Test
        void tooLarge() throws IOException {
            assertThat(status("topic=a&data=" + "x".repeat(20_000 - 13))).isEqualTo(200);
            RawHttp.Response refusal = hub.tryPublish("topic=a&data=" + "x".repeat(20_000 - 12));
            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
            assertThat(refusal.header("WWW-Authenticate")).isNull();
        }

        @Test
        void formsOnly() throws IOException {
            RawHttp json = bearer(hub.request("POST", HUB), Tokens.ALL).body("application/json", "{}".getBytes(UTF_8));
            assertThat(answer(json).status()).isEqualTo(415);
            RawHttp withCharset = bearer(hub.request("POST", HUB), Tokens.ALL)
                    .body(FORM + "; charset=UTF-8", "topic=a".getBytes(UTF_8));
            assertThat(answer(withCharset).status()).isEqualTo(200);
        }
    }

    @Nested
    @Tag("A7")
    class Authorization {

        private final String a = topic();
        private final String b = topic();

        private int status(String token, String form) throws IOException {
            return answer(hub.post(token, form)).status();
        }

        @Test
        void everyTopicMustBeGranted() throws IOException {
            String token = Tokens.modern(Tokens.grant("publish", a));
            assertThat(status(token, form("topic", a))).isEqualTo(200);
            assertThat(status(token, form("topic", b))).isEqualTo(403);
            assertThat(status(token, form("topic", a, "topic", b))).isEqualTo(403);
            assertThat(status(token, form("topic", b, "topic", a))).isEqualTo(403);
            String both = Tokens.modern(Tokens.grant("publish", a), Tokens.grant("publish", b));
            assertThat(status(both, form("topic", a, "topic", b))).isEqualTo(200);
        }

        @Test
        void nothingOfARefusedUpdateIsSent() throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", a))) {
                String token = Tokens.modern(Tokens.grant("publish", a));
                assertThat(status(token, form("topic", a, "topic", b, "data", "no")))
                        .isEqualTo(403);
                hub.publish(a, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void grantsToSubscribeAreNoneToPublish() throws IOException {
            assertThat(status(Tokens.modern(Tokens.grant("subscribe", "*")), form("topic", a)))
                    .isEqualTo(403);
            assertThat(status(Tokens.modern(), form("topic", a))).isEqualTo(403);
        }

        @Test
        void patternsGrant() throws IOException {
            String token = Tokens.modern(Tokens.pattern("publish", "https://example.com/books/:id"));
            assertThat(status(token, form("topic", a))).isEqualTo(200);
            assertThat(status(token, form("topic", a + "/x"))).isEqualTo(403);
        }

        @Test
        void noTokenIsChallenged() throws IOException {
            RawHttp.Response refusal = answer(hub.post(null, form("topic", a)));
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error");
        }

        @Test
        void aWildcardDoesNotGrantTheReservedNamespace() throws IOException {
            assertThat(status(Tokens.ALL, form("topic", HUB + "/subscriptions/x")))
                    .isEqualTo(400);
        }
    }
}
