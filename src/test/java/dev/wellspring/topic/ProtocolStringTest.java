package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolStringTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://example.com/\u00e9",
                "a topic with spaces",
                "\u65e5\u672c",
                "\uD83D\uDEB2",
                "e\u0301",
                "\uFFFD",
                "\u00a0"
            })
    void allowsWhatCanBeSeen(String text) {
        assertThat(ProtocolString.violation(text)).isEmpty();
    }

    @Test
    void namesTheFirstForbiddenCharacter() {
        Map.of(
                        "a\nb", "contains the control character U+000A",
                        "\0", "contains the control character U+0000",
                        "\u007f", "contains the control character U+007F",
                        "\u0085", "contains the control character U+0085",
                        "a\u200bb", "contains the invisible character U+200B",
                        "\u202e", "contains the invisible character U+202E",
                        "\u00ad", "contains the invisible character U+00AD",
                        "\uDB40\uDC41", "contains the invisible character U+E0041",
                        "a\uD83D", "contains the unpaired surrogate U+D83D",
                        "\uDEB2\uD83D", "contains the unpaired surrogate U+DEB2")
                .forEach((text, violation) ->
                        assertThat(ProtocolString.violation(text)).contains(violation));
    }
}
