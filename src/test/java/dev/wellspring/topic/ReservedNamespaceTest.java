package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamespaceTest {
    private final ReservedNamespace reserved = new ReservedNamespace("https://hub.example.com/.well-known/mercure");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/mercure",
                "https://any.example/.well-known/mercure/x",
                "mercure/subscriptions/foo",
                "https://e.com/.well-known/%6Dercure/x",
                "/.well-known/me%72cure/x",
                "https://e.com\\.well-known\\mercure\\x",
                "",
                "?query",
                "#fragment",
                "/a/../.well-known/mercure",
                "/%2e/.well-known/mercure",
                "/.well-known/./mercure",
                "/.well-\nknown/mercure",
                "foo://e.com/.well-known/mercure/x",
                "foo:/.well-known/mercure",
                "/%2Ewell%2Dknown/mercure"
            })
    void containsWhatAddressesTheHub(String topic) {
        assertThat(reserved.contains(topic)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://e.com/.well-known/mercureXXX",
                "https://e.com/foo/.well-known/mercure/bar",
                "../mercure/x",
                "subscriptions/foo",
                "bar",
                "urn:example:mercure",
                "a topic with spaces",
                "https://e.com/.well-known%2Fmercure",
                "/.well-known/MERCURE",
                "https://[broken/.well-known/mercure",
                "/.well-known/%256Dercure"
            })
    void leavesTheRestToPublishers(String topic) {
        assertThat(reserved.contains(topic)).isFalse();
    }

    @Test
    void followsTheHubsOwnPath() {
        var elsewhere = new ReservedNamespace("https://example.com/events~hub");
        assertThat(elsewhere.contains("https://other.example/events%7Ehub/subscriptions"))
                .isTrue();
        assertThat(elsewhere.contains("/.well-known/mercure")).isFalse();
    }
}
