package dev.wellspring.topic.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the vectors of the Web Platform Tests for URLs. */
@NullUnmarked // JSON
class UrlVectorsTest {
    /** Names that the standard refuses by rules which {@link Domain} does not check. */
    private static final Map<String, String> ACCEPTED_ALTHOUGH_REFUSED = Map.of(
            "xn--a.\u00df", "invalid Punycode beside a label that is not ASCII",
            "\u064aa", "the bidirectional rule",
            "look\u05beout.net", "the bidirectional rule");

    @TestFactory
    Stream<DynamicTest> parsesUrls() throws IOException {
        JsonArray vectors = read("urltestdata.json");
        return IntStream.range(0, vectors.size())
                .filter(i -> vectors.get(i).getValueType() == JsonValue.ValueType.OBJECT)
                .mapToObj(i -> DynamicTest.dynamicTest("#" + i, () -> checkUrl(vectors.getJsonObject(i))));
    }

    @TestFactory
    Stream<DynamicTest> mapsDomainsToAscii() throws IOException {
        JsonArray vectors = read("toascii.json");
        return IntStream.range(0, vectors.size())
                .filter(i -> vectors.get(i).getValueType() == JsonValue.ValueType.OBJECT)
                .mapToObj(i -> DynamicTest.dynamicTest("#" + i, () -> checkDomain(vectors.getJsonObject(i))));
    }

    private static void checkUrl(JsonObject vector) {
        String input = vector.getString("input");
        String base = vector.getString("base", null);
        if (vector.getBoolean("failure", false)) {
            assertThatThrownBy(() -> parse(input, base)).isInstanceOf(InvalidUrl.class);
            return;
        }
        var expected = new LinkedHashMap<String, String>();
        for (String component :
                Set.of("protocol", "username", "password", "hostname", "port", "pathname", "search", "hash")) {
            expected.put(component, vector.getString(component));
        }
        assertThat(components(parse(input, base))).isEqualTo(expected);
    }

    private static void checkDomain(JsonObject vector) {
        String input = vector.getString("input");
        String url = "https://" + input + "/x";
        if (vector.isNull("output")) {
            if (ACCEPTED_ALTHOUGH_REFUSED.containsKey(input)) {
                assertThat(Url.parse(url)).isNotNull();
                return;
            }
            assertThatThrownBy(() -> Url.parse(url)).isInstanceOf(InvalidUrl.class);
        } else {
            assertThat(Url.parse(url).host()).isEqualTo(vector.getString("output"));
        }
    }

    private static Url parse(String input, String base) {
        return base == null ? Url.parse(input) : Url.parse(base).resolve(input);
    }

    /** The components as the URL interface of browsers shows them. */
    private static Map<String, String> components(Url url) {
        return Map.of(
                "protocol",
                url.scheme() + ":",
                "username",
                url.username(),
                "password",
                url.password(),
                "hostname",
                url.host() == null ? "" : url.host(),
                "port",
                url.port() < 0 ? "" : Integer.toString(url.port()),
                "pathname",
                url.path(),
                "search",
                url.query() == null || url.query().isEmpty() ? "" : "?" + url.query(),
                "hash",
                url.fragment() == null || url.fragment().isEmpty() ? "" : "#" + url.fragment());
    }

    private static JsonArray read(String name) throws IOException {
        try (InputStream vectors = UrlVectorsTest.class.getResourceAsStream("/url/" + name);
                var reader = Json.createReader(vectors)) {
            return reader.readArray();
        }
    }
}
