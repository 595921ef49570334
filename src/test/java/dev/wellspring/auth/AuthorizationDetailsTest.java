package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.topic.MatcherType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationDetailsTest {
    private static final String TOPICS = "\"topics\":[{\"match\":\"a\"}]";
    private static final String ACTIONS = "\"actions\":[\"subscribe\"]";

    private final Hub hub = Hub.modern();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}           | is not an array",
                "null         | is not an array",
                "\"*\"        | is not an array",
                "[\"*\"]      | is not an object",
                "[null]       | is not an object",
                "[[]]         | is not an object"
            })
    void theClaimIsAnArrayOfObjects(String claim, String words) {
        refused(claim, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"other\",\"actions\":7,\"topics\":null}",
                "{\"type\":1,\"actions\":7}",
                "{\"type\":\"HTTPS://mercure.rocks/authorization-detail\",\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\"}]}",
                "{\"type\":\"https://mercure.rocks/authorization-detail/\",\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\"}]}"
            })
    void objectsOfOtherTypesGrantNothingWhateverTheirShape(String object) {
        assertThat(subscribe("[" + object + "]").mayReceive()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"topics\":[{\"match\":\"a\"}]                        | has no actions",
                "\"actions\":[],\"topics\":[{\"match\":\"a\"}]         | actions is empty",
                "\"actions\":\"subscribe\",\"topics\":[{\"match\":\"a\"}] | actions is not an array",
                "\"actions\":[1],\"topics\":[{\"match\":\"a\"}]        | not a string",
                "\"actions\":[\"subscribe\",null],\"topics\":[{\"match\":\"a\"}] | not a string",
                "\"actions\":[\"subscribe\"]                           | has no topics",
                "\"actions\":[\"subscribe\"],\"topics\":[]             | topics is empty",
                "\"actions\":[\"subscribe\"],\"topics\":{\"match\":\"a\"} | topics is not an array",
                "\"actions\":[\"subscribe\"],\"topics\":[\"a\"]        | is not an object with a match",
                "\"actions\":[\"subscribe\"],\"topics\":[null]         | is not an object with a match",
                "\"actions\":[\"subscribe\"],\"topics\":[{}]           | match is missing",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"\"}]    | match is missing, empty",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":1}]       | not a string",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"a\",\"match_type\":\"Exact\"}]    | neither exact nor urlpattern",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\",\"match_type\":\"template\"}] | neither exact nor urlpattern",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\",\"match_type\":\"regexp\"}]   | neither exact nor urlpattern",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\",\"match_type\":null}]         | neither exact nor urlpattern",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"{open\",\"match_type\":\"urlpattern\"}] | not a usable URL Pattern",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"a\\nb\"}]    | control character U+000A",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"a\\u200bb\"}] | invisible character U+200B",
                "\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"a\"}],\"payload\":[] | payload",
                "\"actions\":[\"publish\"],\"topics\":[{\"match\":\"a\"}],\"payload\":null | payload"
            })
    void oneInvalidObjectInvalidatesTheToken(String members, String words) {
        refused("[" + Hub.detail(members) + "]", words);
        refused("[" + Hub.detail(ACTIONS + "," + TOPICS) + "," + Hub.detail(members) + "]", words);
    }

    @Test
    void unknownActionsGrantNothingAndHarmNothing() {
        String claim = "[" + Hub.detail("\"actions\":[\"delete\",\"SUBSCRIBE\"]," + TOPICS) + ","
                + Hub.detail("\"actions\":[\"delete\",\"subscribe\"],\"topics\":[{\"match\":\"b\"}]") + "]";
        assertThat(subscribe(claim).mayReceive("a")).isFalse();
        assertThat(subscribe(claim).mayReceive("b")).isTrue();
    }

    @Test
    void theTypeOfAMatcherIsExactUnlessItSaysOtherwise() {
        Access access = subscribe("["
                + Hub.detail(ACTIONS + ",\"topics\":[{\"match\":\"https://example.com/:id\"},"
                        + "{\"match\":\"https://example.com/b/:id\",\"match_type\":\"urlpattern\"}]")
                + "]");
        assertThat(access.mayReceive("https://example.com/:id")).isTrue();
        assertThat(access.mayReceive("https://example.com/1")).isFalse();
        assertThat(access.mayReceive("https://example.com/b/1")).isTrue();
        assertThat(access.mayReceive())
                .extracting(it -> it.type())
                .containsExactly(MatcherType.EXACT, MatcherType.URL_PATTERN);
    }

    @Test
    void aRelativePatternIsSeenFromTheHub() {
        Access access = subscribe("["
                + Hub.detail(
                        ACTIONS
                                + ",\"topics\":[{\"match\":\"/.well-known/mercure/subscriptions/:type/:match/:subscriber\",\"match_type\":\"urlpattern\"}]")
                + "]");
        access.requireReceive("/.well-known/mercure/subscriptions/exact/https%3A%2F%2Fexample.com%2Fa/urn%3Auuid%3A1");
        assertThatExceptionOfType(InsufficientScope.class)
                .isThrownBy(() -> access.requireReceive("/.well-known/mercure/subscriptions"))
                .satisfies(Sentences::fit);
    }

    @Test
    void grantsOfTheSameReachAreEqualWhateverTheirOrder() {
        String b = "{\"match\":\"b\"}";
        String a = "{\"match\":\"a\"}";
        Access one = subscribe("[" + Hub.detail(ACTIONS + ",\"topics\":[" + a + "," + b + "," + a + "]") + "]");
        Access other = subscribe("[" + Hub.detail(ACTIONS + ",\"topics\":[" + b + "]") + ","
                + Hub.detail(ACTIONS + ",\"topics\":[" + a + "]") + "]");
        assertThat(one.mayReceive()).hasSize(2).isEqualTo(other.mayReceive());
        Access everything = subscribe("[" + Hub.detail(ACTIONS + ",\"topics\":[" + a + ",{\"match\":\"*\"}]") + "]");
        assertThat(everything.mayReceive()).containsExactly(Hub.MATCHERS.exact("*"));
    }

    @Test
    void publishingNeedsAGrantForEveryTopic() {
        String claims = Hub.claims("[" + Hub.detail("\"actions\":[\"publish\"]," + TOPICS) + "]");
        Access access = hub.publish(Hub.modernToken(claims));
        access.requirePublish(List.of("a"));
        assertThatExceptionOfType(InsufficientScope.class)
                .isThrownBy(() -> access.requirePublish(List.of("a", "b")))
                .withMessage("The token does not grant publish on topic 2 of 2.")
                .satisfies(refusal -> assertThat(refusal.generation()).isEqualTo(Generation.MODERN))
                .satisfies(Sentences::fit);
    }

    @Test
    void thePayloadIsThatOfTheFirstGrantThatCoversThePattern() {
        String spaced = "{\"n\" : 1.0,\n \"s\":\"\\u00e9\"}";
        Access access = subscribe("["
                + Hub.detail(
                        "\"actions\":[\"publish\"],\"topics\":[{\"match\":\"*\"}],\"payload\":{\"of\":\"publisher\"}")
                + ","
                + Hub.detail(ACTIONS + "," + TOPICS + ",\"payload\":" + spaced) + ","
                + Hub.detail(ACTIONS + ",\"topics\":[{\"match\":\"none\"}]") + ","
                + Hub.detail(
                        ACTIONS
                                + ",\"topics\":[{\"match\":\"https://e.com/:x\",\"match_type\":\"urlpattern\"}],\"payload\":{\"url\":true}")
                + "," + Hub.detail(ACTIONS + ",\"topics\":[{\"match\":\"*\"}],\"payload\":{}") + "]");
        assertThat(access.payloadFor("a")).contains(spaced);
        assertThat(access.payloadFor("none")).isEmpty();
        assertThat(access.payloadFor("https://e.com/:id")).contains("{\"url\":true}");
        assertThat(access.payloadFor("https://other.example/")).contains("{}");
    }

    @Test
    void theLimitsAreForAllObjectsTogether() {
        String one = "{\"match\":\"a\"}";
        refused(objects(101, one), "more than 100 Mercure objects");
        assertThat(subscribe(objects(100, one)).mayReceive("a")).isTrue();
        String fifty = IntStream.range(0, 50).mapToObj(i -> one).collect(Collectors.joining(","));
        assertThat(subscribe(objects(2, fifty)).mayReceive("a")).isTrue();
        refused(objects(2, fifty + "," + one), "more than 100 matchers");
        String longest = "\u00e9".repeat(2048);
        assertThat(subscribe(objects(1, "{\"match\":\"" + longest + "\"}")).mayReceive(longest))
                .isTrue();
        refused(objects(1, "{\"match\":\"" + longest + "a\"}"), "longer than 4096 bytes");
    }

    private static String objects(int count, String topics) {
        String detail = Hub.detail(ACTIONS + ",\"topics\":[" + topics + "]");
        return IntStream.range(0, count).mapToObj(i -> detail).collect(Collectors.joining(",", "[", "]"));
    }

    private Access subscribe(String claim) {
        return hub.subscribe(Hub.modernToken(Hub.claims(claim)));
    }

    private void refused(String claim, String words) {
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> subscribe(claim))
                .withMessageContaining(words)
                .satisfies(Sentences::fit);
    }
}
