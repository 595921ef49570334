package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser of forms, by the examples of the URL standard and by its rules. */
class ParametersTest {

    /** The pairs as {@code name=value} in brackets. */
    private static String parsed(String text) {
        return Parameters.parse(text.getBytes(UTF_8)).pairs().stream()
                .map(pair -> "[" + pair.name() + "=" + pair.value() + "]")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            value = {
                "a=b -> [a=b]",
                "a=b&c=d -> [a=b][c=d]",
                "a=1&a=2&a=1 -> [a=1][a=2][a=1]",
                "a -> [a=]",
                "a= -> [a=]",
                "=b -> [=b]",
                "= -> [=]",
                "a=b=c -> [a=b=c]",
                "&&a=b&&c& -> [a=b][c=]",
                "a+b=c+d -> [a b=c d]",
                "a%2Bb=%2B -> [a+b=+]",
                "%61=%62 -> [a=b]",
                "a%3Db=c%26d -> [a=b=c&d]",
                "a=%C3%A9%E6%97%A5%F0%9F%98%80 -> [a=é日😀]",
                "a=é日😀 -> [a=é日😀]",
                "a=% -> [a=%]",
                "a=%4 -> [a=%4]",
                "a=%zz -> [a=%zz]",
                "a=%4g%41 -> [a=%4gA]",
                "a=%%41 -> [a=%A]",
                "a=%2541 -> [a=%41]",
                "a=100% -> [a=100%]",
                "a=%c3%a9 -> [a=é]",
                "a=b;c=d -> [a=b;c=d]",
                "a=%EF%BB%BFb -> [a=\uFEFFb]"
            })
    void parses(String text, String expected) {
        assertThat(parsed(text)).isEqualTo(expected);
    }

    @Test
    void nothingHasNoParameters() {
        assertThat(Parameters.parse(new byte[0]).pairs()).isEmpty();
        assertThat(Parameters.parse("&".getBytes(UTF_8)).pairs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%E2%82", "%80", "\u00FF", "\u00C3"})
    void refusesWhatIsNotUtf8(String bytes) {
        for (String form : new String[] {"a=" + bytes, "b=c&a=x" + bytes + "&b=c", "%61=" + bytes}) {
            Parameters parameters = Parameters.parse(form.getBytes(ISO_8859_1));
            assertThatThrownBy(() -> parameters.first("a"))
                    .isInstanceOf(InvalidParameter.class)
                    .hasMessageEndingWith("is not valid UTF-8.");
            assertThatThrownBy(() -> parameters.all("a")).isInstanceOf(InvalidParameter.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%80", "%ED%A0%80", "%E2%82", "\u00FF"})
    void whatIsNotUtf8DoesNoHarmWhereNobodyAsks(String bytes) {
        for (String form : new String[] {"a=1&b=" + bytes, bytes + "=x&a=1", "a=1&" + bytes, "a=1&a" + bytes + "=2"}) {
            Parameters parameters = Parameters.parse(form.getBytes(ISO_8859_1));
            assertThat(parameters.all("a")).containsExactly("1");
            assertThat(parameters.has("c")).isFalse();
        }
        assertThat(Parameters.parse(("private=" + bytes).getBytes(ISO_8859_1)).has("private"))
                .isTrue();
    }

    @Test
    void takesNoFullwidthDigitsForHexadecimalOnes() {
        assertThat(parsed("a=%４１")).isEqualTo("[a=%４１]");
    }

    @Test
    void undoesWhatEncodersDo() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String name = random.ints(random.nextInt(5), 0, 0xD800)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String value = random.ints(random.nextInt(9), 0xE000, 0x11_0000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String form = URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
            assertThat(Parameters.parse(form.getBytes(UTF_8)).pairs())
                    .containsExactly(new Parameters.Pair(name, value));
        }
    }

    @Test
    void answersByName() {
        Parameters parameters = Parameters.parse("a=1&b=2&a=3&A=4".getBytes(UTF_8));
        assertThat(parameters.all("a")).containsExactly("1", "3");
        assertThat(parameters.first("a")).hasValue("1");
        assertThat(parameters.first("c")).isEmpty();
        assertThat(parameters.all("c")).isEmpty();
        assertThat(parameters.has("A")).isTrue();
        assertThat(parameters.has("c")).isFalse();
        assertThat(parameters.and(Parameters.parse("a=5".getBytes(UTF_8))).all("a"))
                .containsExactly("1", "3", "5");
    }

    @Test
    void quotesNamesSafely() {
        assertThat(Parameters.quoted("a\r\nb\u202Eé")).isEqualTo("'a??b??'");
        assertThat(Parameters.quoted("x".repeat(100))).isEqualTo("'" + "x".repeat(40) + "…'");
    }
}
