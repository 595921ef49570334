package dev.wellspring.auth.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\u\uff11234\"",
                "\"a\nb\"",
                "\"\t\"",
                "01",
                "-",
                "+1",
                "1.",
                ".1",
                "1e",
                "1e+",
                "0x1",
                "1_0",
                "NaN",
                "Infinity",
                "-Infinity",
                "\u0661",
                "tru",
                "True",
                "nul",
                "undefined",
                "1 1",
                "{} {}",
                "[]]",
                "/**/1",
                "1//",
                "\u00a01",
                "\f1",
                "\"a\"b",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}"
            })
    void refusesWhatIsNotJson(String text) {
        refuses(text, "is not well-formed JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1.5e-10",
                "1E+2",
                "123456789012345678901234567890",
                "true",
                "false",
                "null",
                "\"\"",
                "[]",
                "{}",
                " \t\r\n[ 1 , {\"a\" : [ ] } , \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\" ] \n"
            })
    void keepsTheTextOfWhatIs(String text) {
        assertThat(read(text).text()).isEqualTo(text.strip());
    }

    @Test
    void resolvesEscapes() {
        assertThat(((Json.Text) read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\ude00\u00e9\"")).value())
                .isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\u00e9");
    }

    @Test
    void refusesWhatParsersDisagreeAbout() {
        refuses("{\"a\":1,\"a\":1}", "names a member twice");
        refuses("{\"a\":null,\"\\u0061\":1}", "names a member twice");
        refuses("[{\"x\":{\"a\":1,\"a\":2}}]", "names a member twice");
        refuses("\"\\ud83d\"", "has an unpaired surrogate");
        refuses("\"\\ude00\\ud83d\"", "has an unpaired surrogate");
        refuses("{\"\\ud800\":1}", "has an unpaired surrogate");
    }

    @Test
    void boundsTheDepth() {
        assertThat(read("[".repeat(32) + "]".repeat(32))).isInstanceOf(Json.Elements.class);
        refuses("[".repeat(33) + "]".repeat(33), "is nested deeper than 32 levels");
        refuses("[".repeat(1_000_000), "is nested deeper than 32 levels");
        assertThat(read("[" + "[[]],".repeat(1000) + "[]]")).isInstanceOf(Json.Elements.class);
    }

    @Test
    void neverFailsInAnotherWay() {
        var random = new Random(7);
        String alphabet = "{}[]\",:\\u0aeEtrufalsn-+.19 \n\u00e9\0";
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(read(text.toString()).text())
                        .isEqualTo(text.toString().strip());
            } catch (InvalidJson invalid) {
                assertThat(invalid.getMessage()).matches("(is|has|names) .*");
            }
        }
    }

    private static Json read(String text) {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuses(String text, String predicate) {
        assertThatExceptionOfType(InvalidJson.class)
                .isThrownBy(() -> read(text))
                .withMessage(predicate);
    }
}
