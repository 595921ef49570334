package dev.wellspring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"https://a.example", "http://localhost:3000", "http://[::1]:8000", "moz-extension://0f3b", "*"})
    void originsAsBrowsersSendThemAreTaken(String origin) {
        assertThat(new AllowedOrigins(Set.of(origin)).origins()).containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "https://a.example/",
                "https://a.example/path",
                "https://",
                "",
                "null",
                "https://a b",
                "HTTPS://a.example",
                "https://*.example?x"
            })
    void whatNoBrowserSendsIsRefused(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedOrigins(Set.of(wrong)))
                .withMessageContaining("'" + wrong + "'")
                .withMessageContaining("scheme://host");
    }

    @Test
    void theStarAllowsEverythingThatCanBeAnOrigin() {
        AllowedOrigins any = new AllowedOrigins(Set.of("*"));
        assertThat(any.allow("https://a.example")).isTrue();
        assertThat(any.allow("null")).isTrue();
        assertThat(any.allow("https://" + "a".repeat(1000))).isFalse();
    }

    @Test
    void aListAllowsExactlyWhatIsInIt() {
        AllowedOrigins some = new AllowedOrigins(Set.of("https://a.example"));
        assertThat(some.allow("https://a.example")).isTrue();
        assertThat(some.allow("https://a.example:443")).isFalse();
        assertThat(some.allow("null")).isFalse();
        assertThat(some.allow("*")).isFalse();
        assertThat(new AllowedOrigins(Set.of()).allow("https://a.example")).isFalse();
    }
}
