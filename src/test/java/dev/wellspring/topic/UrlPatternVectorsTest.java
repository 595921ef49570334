package dev.wellspring.topic;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.topic.url.InvalidUrl;
import dev.wellspring.topic.url.Url;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the vectors of the Web Platform Tests for URL Patterns: whether a pattern is accepted, how each component of it was read, whether the
 * input matches, and which text of the input was compared. What a group captured is not looked at, as groups do not capture here.
 */
@NullUnmarked // JSON
class UrlPatternVectorsTest {
    /** Every vector that is not run, and why. */
    private static final Map<Integer, String> NOT_APPLICABLE = Map.of(
            213, "two arguments that contradict each other: test(dictionary, baseURL) does not exist here",
            283, "two arguments that contradict each other: new URLPattern(dictionary, baseURL) does not exist here",
            343, "ignoreCase: the protocol matches with it off, so it does not exist here",
            345, "ignoreCase, as above",
            346, "ignoreCase, as above",
            347, "ignoreCase in the place of the base URL: arguments of the wrong type do not compile here");

    private static final JsonArray VECTORS = read();

    @TestFactory
    Stream<DynamicTest> agreesWithTheVectors() {
        return IntStream.range(0, VECTORS.size())
                .filter(i -> !NOT_APPLICABLE.containsKey(i))
                .mapToObj(i -> DynamicTest.dynamicTest(
                        "#" + i + " " + VECTORS.getJsonObject(i).get("pattern"),
                        () -> check(VECTORS.getJsonObject(i))));
    }

    @Test
    void everyVectorIsRunOrListed() {
        assertThat(VECTORS).hasSize(369);
        assertThat(NOT_APPLICABLE).hasSizeLessThanOrEqualTo(6);
    }

    private static void check(JsonObject vector) {
        JsonArray arguments = vector.getJsonArray("pattern");
        if (isError(vector.get("expected_obj"))) {
            assertThatExceptionOfType(InvalidMatcher.class).isThrownBy(() -> new UrlPattern(patterns(arguments)));
            return;
        }
        var patterns = patterns(arguments);
        var pattern = new UrlPattern(patterns);
        UrlPattern.syntaxes(patterns)
                .forEach((component, syntax) -> assertThat(
                                PatternText.of(PatternParser.parse(patterns.get(component), syntax), syntax))
                        .as("pattern of %s", component)
                        .isEqualTo(expectedPattern(vector, component)));

        Map<UrlComponent, String> input;
        try {
            input = input(vector.getJsonArray("inputs"));
        } catch (InvalidUrl e) {
            assertThat(vector.get("expected_match")).isEqualTo(JsonValue.NULL);
            return;
        }
        JsonValue expected = vector.get("expected_match");
        assertThat(pattern.test(input::get)).isEqualTo(!expected.equals(JsonValue.NULL));
        if (!expected.equals(JsonValue.NULL)) {
            for (UrlComponent component : UrlComponent.values()) {
                JsonObject match = expected.asJsonObject().getJsonObject(name(component));
                assertThat(input.get(component))
                        .as("text of %s", component)
                        .isEqualTo(match == null ? "" : match.getString("input"));
            }
        }
    }

    private static PatternComponents patterns(JsonArray arguments) {
        try {
            if (arguments.isEmpty()) {
                return PatternComponents.of(Map.of(), null);
            }
            if (arguments.getFirst() instanceof JsonObject given) {
                return PatternComponents.of(components(given), base(given));
            }
            Url base = arguments.size() > 1 ? Url.parse(arguments.getString(1)) : null;
            Map<UrlComponent, String> given = ConstructorString.parse(arguments.getString(0));
            if (base == null && !given.containsKey(UrlComponent.PROTOCOL)) {
                throw new InvalidMatcher("relative to nothing");
            }
            return PatternComponents.of(given, base);
        } catch (InvalidUrl e) {
            throw new InvalidMatcher(e.getMessage());
        }
    }

    private static Map<UrlComponent, String> input(JsonArray inputs) {
        if (inputs.isEmpty()) {
            return InputComponents.of(Map.of(), null);
        }
        if (inputs.getFirst() instanceof JsonObject given) {
            return InputComponents.of(components(given), base(given));
        }
        String text = inputs.getString(0);
        Url url = inputs.size() > 1 ? Url.parse(inputs.getString(1)).resolve(text) : Url.parse(text);
        return Arrays.stream(UrlComponent.values()).collect(toMap(Function.identity(), component -> component.of(url)));
    }

    private static Map<UrlComponent, String> components(JsonObject given) {
        var components = new EnumMap<UrlComponent, String>(UrlComponent.class);
        for (UrlComponent component : UrlComponent.values()) {
            if (given.containsKey(name(component))) {
                components.put(component, given.getString(name(component)));
            }
        }
        return components;
    }

    private static Url base(JsonObject given) {
        return given.containsKey("baseURL") ? Url.parse(given.getString("baseURL")) : null;
    }

    /** What the vector says, or what goes without saying; the rules are those of the test runner of the Web Platform Tests. */
    private static String expectedPattern(JsonObject vector, UrlComponent component) {
        JsonObject stated = vector.getJsonObject("expected_obj");
        if (stated != null && stated.containsKey(name(component))) {
            return stated.getString(name(component));
        }
        if (vector.containsKey("exactly_empty_components")
                && vector.getJsonArray("exactly_empty_components")
                        .getValuesAs(JsonString::getString)
                        .contains(name(component))) {
            return "";
        }
        JsonArray arguments = vector.getJsonArray("pattern");
        Url base = null;
        if (!arguments.isEmpty() && arguments.getFirst() instanceof JsonObject given) {
            base = base(given);
            if (!given.getString(name(component), "").isEmpty()) {
                return given.getString(name(component));
            }
            if (EARLIER.get(component).stream().anyMatch(earlier -> given.containsKey(name(earlier)))) {
                return "*";
            }
        } else if (arguments.size() > 1) {
            base = Url.parse(arguments.getString(1));
        }
        boolean inherited = component != UrlComponent.USERNAME && component != UrlComponent.PASSWORD;
        return base != null && inherited ? component.of(base) : "*";
    }

    private static final Map<UrlComponent, List<UrlComponent>> EARLIER = earlier();

    private static Map<UrlComponent, List<UrlComponent>> earlier() {
        var order = List.of(
                UrlComponent.PROTOCOL,
                UrlComponent.HOSTNAME,
                UrlComponent.PORT,
                UrlComponent.PATHNAME,
                UrlComponent.SEARCH,
                UrlComponent.HASH);
        var earlier = new EnumMap<UrlComponent, List<UrlComponent>>(UrlComponent.class);
        earlier.put(UrlComponent.USERNAME, List.of());
        earlier.put(UrlComponent.PASSWORD, List.of());
        order.forEach(component -> earlier.put(component, order.subList(0, order.indexOf(component))));
        // A port is not taken to follow a host here: dictionaries of the vectors that give a host expect any port.
        return earlier;
    }

    private static boolean isError(JsonValue expected) {
        return expected instanceof JsonString text && text.getString().equals("error");
    }

    private static String name(UrlComponent component) {
        return component.name().toLowerCase(Locale.ROOT);
    }

    private static JsonArray read() {
        try (InputStream vectors =
                        UrlPatternVectorsTest.class.getResourceAsStream("/urlpattern/urlpatterntestdata.json");
                var reader = Json.createReader(vectors)) {
            var array = Json.createArrayBuilder();
            reader.readArray().stream()
                    .filter(value -> value instanceof JsonObject)
                    .forEach(array::add);
            return array.build();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
