package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns and topics meant to cost more than they are worth. */
class HostilePatternsTest {
    private static final Duration GENEROUS = Duration.ofSeconds(5);

    private final Matchers matchers = new Matchers("https://hub.example.com/.well-known/mercure");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/(a{1000}b{1000})",
                "/((?:a{1000}){1000})",
                "/((?:(?:(?:(?:a{100}){100}){100}){100}){100})",
                "/((?:a{1000}|b{1000}))",
                "/(a{1001})",
                "/(a{99999999999999999999})",
                "/(a{600})(b{600})",
                "/:x(a{600})+",
                "/(a{2,1})"
            })
    void refusesRepetitionsThatMultiply(String pattern) {
        assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> matchers.urlPattern(pattern));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/((?=a)b)", "/((?!a)b)", "/((?<=a)b)", "/((?<!a)b)", "/(a\\1)", "/((?<x>a)\\k<x>)"})
    void refusesWhatHasNoLinearTimeProgramAndSaysSo(String pattern) {
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> matchers.urlPattern(pattern))
                .withMessageContaining("linear time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/(\\Qa)",
                "/(\\Qa)(b\\E)",
                "/((?i)a)",
                "/((?P<x>a))",
                "/(\\pL)",
                "/(\\p{L})",
                "/(\\C)",
                "/(\\z)",
                "/(\\a)",
                "/(a**)",
                "/(a{)",
                "/(a]b)",
                "/([a&&&&b])",
                "/([z-a])",
                "/(\\08)",
                "/(\\u{110000})"
            })
    void refusesTheOtherDialectsSyntax(String pattern) {
        assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> matchers.urlPattern(pattern));
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        for (String pattern : List.of(
                "/(" + "(?:".repeat(100_000) + "a" + ")".repeat(100_000) + ")",
                "/([" + "[".repeat(100_000) + "a" + "]".repeat(100_000) + "])",
                "{".repeat(100_000),
                "/(" + "(?:".repeat(100_000) + ")")) {
            assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> matchers.urlPattern(pattern));
        }
    }

    @Test
    void manyGroupsAreRefused() {
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> matchers.urlPattern("/" + "*a".repeat(2_000)))
                .withMessageContaining("100 groups");
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> matchers.urlPattern("/" + "{a}?".repeat(2_000)));
    }

    @Test
    void whatBacktrackingWouldNotFinishIsFinished() {
        String as = "a".repeat(4_000);
        assertTimeoutPreemptively(GENEROUS, () -> {
            for (String pattern : List.of(
                    "/((?:a+)+b)",
                    "/((?:a|a)*b)",
                    "/((?:a*)*b)",
                    "/" + "*a".repeat(100) + "b",
                    "/((?:a?){300}a{300}b)")) {
                assertThat(matchers.urlPattern(pattern).matches("/" + as)).isFalse();
            }
            assertThat(matchers.selector("{a}".repeat(100) + "!").matches(as)).isFalse();
            assertThat(matchers.selector("{/a*}".repeat(100) + "!").matches("/a".repeat(2_000)))
                    .isFalse();
        });
    }

    @Test
    void longTopicsAndPatternsAreOrdinary() {
        String path = "/a".repeat(100_000);
        assertTimeoutPreemptively(GENEROUS, () -> {
            assertThat(matchers.urlPattern("/*").matches(path)).isTrue();
            assertThat(matchers.urlPattern(path).matches(path)).isTrue();
            assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> matchers.urlPattern("/:x" + path));
            assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> matchers.selector("/{x}" + path));
            assertThat(matchers.urlPattern("/*").matches("/..".repeat(100_000))).isTrue();
            assertThat(matchers.urlPattern("*://*/*").matches("https://" + "\u00fc".repeat(100_000) + "/"))
                    .isFalse();
            assertThat(matchers.urlPattern("*://*/*").matches("https://" + ":@".repeat(50_000) + "h/"))
                    .isTrue();
        });
    }
}
