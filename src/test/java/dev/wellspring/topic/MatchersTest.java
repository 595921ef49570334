package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.topic.url.InvalidUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchersTest {
    private final Matchers matchers = new Matchers("https://hub.example.com/.well-known/mercure");

    @ParameterizedTest
    @EnumSource
    void theWildcardSelectsEverythingWhateverTheType(MatcherType type) {
        TopicMatcher any = matchers.matcher(type, "*");
        assertThat(any.matches("https://example.com/a")).isTrue();
        assertThat(any.matches("not a URL: [")).isTrue();
        assertThat(any.type()).isEqualTo(type);
        assertThat(any.pattern()).isEqualTo("*");
    }

    @Test
    void exactComparesStringsAndNothingElse() {
        TopicMatcher exact = matchers.exact("https://example.com/{id}");
        assertThat(exact.matches("https://example.com/{id}")).isTrue();
        assertThat(exact.matches("https://EXAMPLE.com/{id}")).isFalse();
        assertThat(exact.matches("https://example.com/1")).isFalse();
        assertThat(matchers.exact("/a").matches("https://hub.example.com/a")).isFalse();
        assertThat(matchers.exact("\u00e9").matches("e\u0301")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/books/:id, https://example.com/books/123, true",
        "https://example.com/books/:id, https://EXAMPLE.com/books/123, true",
        "https://example.com/books/:id, https://example.com/BOOKS/123, false",
        "https://example.com/books/:id, https://example.com/books/1/, false",
        "https://example.com/books/:id, https://example.com/books/1?x=1#y, true",
        "https://example.com/books/:id?, https://example.com/books, true",
        "https://example.com/*, https://example.com/a/b/c, true",
        "https://example.com, https://example.com/a/b/c, true",
        "https://example.com, https://example.com:8443/a, false",
        "https://example.com/a|b, https://example.com/a|b, true",
        "/books/:id, /books/123, true",
        "/books/:id, https://hub.example.com/books/123, true",
        "/books/:id, https://other.example.com/books/123, false",
        "https://hub.example.com/books/:id, /books/123, true",
        "subscriptions/:id, /.well-known/subscriptions/1, true",
        "?x=:y, /.well-known/mercure?x=1, true",
        "data:foobar, /.well-known/dataX, true",
        "/b\u00fccher/:id, /b%C3%BCcher/1, true",
        "/([0-9a-f]{4}), /00fe, true",
        "/([0-9a-f]{4}), /00fez, false",
        "/:name*, https://[broken, false",
        "https://b\u00fccher.example/:id, https://XN--BCHER-KVA.example/1, true",
        "https://fa\u00df.example/, https://fass.example/, false"
    })
    void urlPatternsCompareUrlsSeenFromTheHub(String pattern, String topic, boolean selected) {
        assertThat(matchers.urlPattern(pattern).matches(topic)).isEqualTo(selected);
    }

    @Test
    void opaqueTopicsAreOutOfReachOfUrlPatterns() {
        // The standard resolves a path that does not begin with a slash against the base whatever the scheme; so do
        // browsers.
        assertThat(matchers.urlPattern("urn\\:isbn\\::n").matches("urn:isbn:0")).isFalse();
        assertThat(matchers.urlPattern("urn\\:*").matches("urn:isbn:0")).isFalse();
        assertThat(matchers.exact("urn:isbn:0").matches("urn:isbn:0")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{unclosed",
                "/:a/:a",
                "https://exa mple/",
                "/(a",
                "/()",
                "/((a))",
                "/(?:a)",
                "/\\",
                "//[*:1",
                "https://h:99999/"
            })
    void refusesMalformedUrlPatternsWithOneSentence(String pattern) {
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> matchers.urlPattern(pattern))
                .satisfies(invalid ->
                        assertThat(invalid.getMessage()).endsWith(".").startsWith("The "))
                .satisfies(invalid -> assertThat(invalid.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "https://example.com/{foo}/bar, https://example.com/foo/bar, true",
                "https://example.com/{foo}/bar, https://example.com/foo/bar/baz, false",
                "https://example.com/{foo}/bar, https://example.com/{foo}/bar, true",
                "{invalid, {invalid, true",
                "{invalid, invalid, false",
                "https://example.com/a, https://example.com/a, true",
                "https://example.com/a.b, https://example.com/axb, false"
            })
    void selectorsAreStringsOrTemplates(String selector, String topic, boolean selected) {
        assertThat(matchers.selector(selector).matches(topic)).isEqualTo(selected);
    }

    @Test
    void privateUpdatesOfOneUserAreSelectedByTheUsersTemplate() {
        TopicMatcher grant = matchers.selector("https://example.com/users/foo/{?topic}");
        assertThat(grant.matches("https://example.com/users/foo/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1"))
                .isTrue();
        assertThat(grant.matches("https://example.com/users/bar/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1"))
                .isFalse();
    }

    @Test
    void matchersAreEqualIfTypeAndPatternAre() {
        var sameHub = new Matchers("https://hub.example.com/.well-known/mercure");
        for (MatcherType type : MatcherType.values()) {
            assertThat(matchers.matcher(type, "/a/{b}")).isEqualTo(sameHub.matcher(type, "/a/{b}"));
            assertThat(matchers.matcher(type, "/a/{b}")).hasSameHashCodeAs(sameHub.matcher(type, "/a/{b}"));
            assertThat(matchers.matcher(type, "/a/{b}")).isNotEqualTo(matchers.matcher(type, "/a/{c}"));
        }
        assertThat(matchers.exact("/a")).isNotEqualTo(matchers.urlPattern("/a"));
        assertThat(matchers.exact("/a")).isNotEqualTo(matchers.selector("/a"));
    }

    @Test
    void aPatternIsCompiledOnce() {
        assertThat(matchers.urlPattern("/books/:id")).isSameAs(matchers.urlPattern("/books/:id"));
    }

    @Test
    void namesOfTypesAreThoseOfTheModernProtocol() {
        assertThat(MatcherType.named("exact")).contains(MatcherType.EXACT);
        assertThat(MatcherType.named("urlpattern")).contains(MatcherType.URL_PATTERN);
        assertThat(MatcherType.named("URLPattern")).isEmpty();
        assertThat(MatcherType.named("template")).isEmpty();
        assertThat(MatcherType.URL_PATTERN.protocolName()).isEqualTo("urlpattern");
    }

    @Test
    void theHubMustHaveAnAbsoluteUrl() {
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> new Matchers("/.well-known/mercure"));
    }
}
