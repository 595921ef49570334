package dev.wellspring.mercure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.topic.Matchers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A subscription's path and its documents. */
class ActiveSubscriptionTest {

    private static final String BASE = "/.well-known/mercure/subscriptions";

    private final Matchers matchers = HubAddress.of(HubAddress.UNKNOWN).matchers();

    @ParameterizedTest
    @CsvSource({
        "abcXYZ019-._~, abcXYZ019-._~",
        "a b, a%20b",
        "a+b, a%2Bb",
        "a/b?c#d, a%2Fb%3Fc%23d",
        "%20, %2520",
        "é日😀, %C3%A9%E6%97%A5%F0%9F%98%80",
        "*!'(), %2A%21%27%28%29",
        "'', ''"
    })
    void encodesAllButUnreservedCharacters(String text, String expected) {
        assertThat(ActiveSubscription.encoded(text)).isEqualTo(expected);
    }

    @Test
    void modern() {
        ActiveSubscription subscription =
                ActiveSubscription.of(matchers.urlPattern("/a/:b"), "urn:uuid:1", Optional.of("{\"n\":[1,null]}"));
        assertThat(subscription.path()).isEqualTo(BASE + "/urlpattern/%2Fa%2F%3Ab/urn%3Auuid%3A1");
        assertThat(subscription.isClassic()).isFalse();
        assertThat(subscription.document(false))
                .hasToString("{\"id\":\"" + subscription.path() + "\",\"type\":\"subscription\","
                        + "\"match_type\":\"urlpattern\",\"match\":\"/a/:b\",\"subscriber\":\"urn:uuid:1\","
                        + "\"active\":false,\"payload\":{\"n\":[1,null]}}");
        assertThat(subscription.item(false)).hasValue(subscription.document(true));
        assertThat(subscription.item(true))
                .hasToString("Optional[{\"id\":\"" + subscription.path() + "\",\"type\":\"Subscription\","
                        + "\"topic\":\"/a/:b\",\"match_type\":\"urlpattern\",\"subscriber\":\"urn:uuid:1\","
                        + "\"active\":true,\"payload\":{\"n\":[1,null]}}]");
    }

    @Test
    void classic() {
        ActiveSubscription subscription =
                ActiveSubscription.of(matchers.selector("/a/{b}"), "urn:uuid:1", Optional.empty());
        assertThat(subscription.path()).isEqualTo(BASE + "/%2Fa%2F%7Bb%7D/urn%3Auuid%3A1");
        assertThat(subscription.isClassic()).isTrue();
        assertThat(subscription.document(true))
                .hasToString("{\"@context\":\"https://mercure.rocks/\",\"id\":\"" + subscription.path()
                        + "\",\"type\":\"Subscription\",\"topic\":\"/a/{b}\",\"subscriber\":\"urn:uuid:1\","
                        + "\"active\":true}");
        assertThat(subscription.item(true).orElseThrow()).doesNotContainKeys("@context", "match_type");
        assertThat(subscription.item(false)).isEmpty();
    }

    @Test
    void aSelectorWithoutATemplateIsExact() {
        ActiveSubscription subscription =
                ActiveSubscription.of(matchers.selector("/a"), "urn:uuid:1", Optional.empty());
        assertThat(subscription.item(false))
                .hasToString("Optional[{\"id\":\"" + subscription.path() + "\",\"type\":\"subscription\","
                        + "\"match_type\":\"exact\",\"match\":\"/a\",\"subscriber\":\"urn:uuid:1\",\"active\":true}]");
    }

    @Test
    void theWildcardKeepsItsType() {
        assertThat(ActiveSubscription.of(matchers.exact("*"), "s", Optional.empty())
                        .path())
                .isEqualTo(BASE + "/exact/%2A/s");
        assertThat(ActiveSubscription.of(matchers.urlPattern("*"), "s", Optional.empty())
                        .path())
                .isEqualTo(BASE + "/urlpattern/%2A/s");
        assertThat(ActiveSubscription.of(matchers.selector("*"), "s", Optional.empty())
                        .path())
                .isEqualTo(BASE + "/%2A/s");
    }

    @Test
    void payloadsOfClassicTokensMayBeAnyJson() {
        for (String json : new String[] {"1", "\"text\"", "null", "[]", "true", "{}"}) {
            assertThat(ActiveSubscription.of(matchers.exact("a"), "s", Optional.of(json))
                            .document(true)
                            .get("payload"))
                    .hasToString(json);
        }
    }

    @Test
    void otherNodesUnderstandWhatTheyAreTold() {
        List<ActiveSubscription> subscriptions = List.of(
                ActiveSubscription.of(matchers.urlPattern("/a/:b"), "urn:uuid:1", Optional.of("{\"n\":[1,null]}")),
                ActiveSubscription.of(matchers.exact("é \"日😀\""), "urn:uuid:1", Optional.empty()),
                ActiveSubscription.of(matchers.selector("/a/{b}"), "urn:uuid:1", Optional.of("\"text\"")));
        assertThat(ActiveSubscription.read(ActiveSubscription.write(subscriptions)))
                .isEqualTo(subscriptions);
    }

    @Test
    void asSomebodyElsesItIsAtAnotherPath() {
        ActiveSubscription subscription =
                ActiveSubscription.of(matchers.urlPattern("/a/:b"), "urn:uuid:1", Optional.of("1"));
        assertThat(subscription.of("urn:uuid:2"))
                .isEqualTo(ActiveSubscription.of(matchers.urlPattern("/a/:b"), "urn:uuid:2", Optional.of("1")));
    }
}
