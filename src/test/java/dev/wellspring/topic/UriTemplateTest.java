package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = ' ',
            value = {
                "/{v} /a true",
                "/{v} / true",
                "/{v} /a/b false",
                "/{v} /a,b true",
                "/{v} /%C3%A9 true",
                "/{v} /%C3%a9 true",
                "/{v} /\u00e9 false",
                "/{v} /%zz false",
                "/{v} /a:b false",
                "/{+v} /a/b?c#d true",
                "/{+v} /\u00e9 false",
                "/a{#v} /a#x/y true",
                "/a{#v} /a true",
                "/a{.v} /a.b true",
                "/a{.v} /ab false",
                "/a{/v} /a/b true",
                "/a{/v} /a/b/c false",
                "/a{/v*} /a/b/c true",
                "/a{/v*} /a/k=b true",
                "/a{/v} /a/k=b false",
                "/a{/v,w} /a/b/c true",
                "/a{/v,w} /a/b/c/d false",
                "/a{;v} /a;v=1 true",
                "/a{?v} /a?v=1 true",
                "/a{?v} /a?other=1 true",
                "/a{?v} /a?v=1&w=2 false",
                "/a{?v,w} /a?v=1&w=2 true",
                "/a{?v*} /a?x=1&y=2&z=3 true",
                "/a?x=1{&v} /a?x=1&v=2 true",
                "/{v:3} /abcdef true",
                "/{a,b} /x,y true",
                "/a.b{v} /axb false"
            })
    void acceptsWhatTheOperatorCanProduce(String template, String topic, boolean matches) {
        assertThat(UriTemplate.parse(template))
                .get()
                .satisfies(it -> assertThat(it.matches(topic)).isEqualTo(matches));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{a",
                "a}",
                "{a}}",
                "{a b}",
                "{=a}",
                "{|a}",
                "{a:0}",
                "{a:10000}",
                "{a*:3}",
                "{a,}",
                "{.}",
                "{a..b}",
                "a b{c}",
                "<{c}>",
                "%{c}",
                "%zz{c}"
            })
    void isNoTemplate(String template) {
        assertThat(UriTemplate.parse(template)).isEmpty();
    }

    @Test
    void anyExpansionOfATemplateMatchesIt() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            String template = template(random);
            String expansion = new TemplateExpansion(values(random)).expand(template);
            assertThat(UriTemplate.parse(template))
                    .as("seed %d: %s", seed, template)
                    .get()
                    .satisfies(it ->
                            assertThat(it.matches(expansion)).as(expansion).isTrue());
        }
    }

    @Test
    void theExamplesOfTheRfcExpandAsItSays() {
        var examples = new TemplateExpansion(Map.of(
                "var",
                "value",
                "path",
                "/foo/bar",
                "list",
                List.of("red", "green", "blue"),
                "half",
                "50%",
                "empty",
                ""));
        assertThat(examples.expand("{+path}/here{?var,empty}")).isEqualTo("/foo/bar/here?var=value&empty=");
        assertThat(examples.expand("{/list*}{;list}{half}{;empty}{undefined}"))
                .isEqualTo("/red/green/blue;list=red,green,blue50%25;empty");
        assertThat(examples.expand("{var:3}{.list}{&list*}"))
                .isEqualTo("val.red,green,blue&list=red&list=green&list=blue");
    }

    @Test
    void refusesMoreVariablesThanAMatchCanAfford() {
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> UriTemplate.parse("{a}".repeat(1_000)))
                .withMessage("The URI template has more than 100 variables.");
        assertThatExceptionOfType(InvalidMatcher.class)
                .isThrownBy(() -> UriTemplate.parse("{a" + ",a".repeat(1_000) + "}"));
    }

    private static String template(Random random) {
        var template = new StringBuilder("https://example.com/");
        int expressions = 1 + random.nextInt(3);
        for (int i = 0; i < expressions; i++) {
            template.append(pick(random, "", "/x", "~", "%20", "\u00e9", "(b)", "."))
                    .append('{');
            template.append(pick(random, "", "+", "#", ".", "/", ";", "?", "&"));
            int variables = 1 + random.nextInt(3);
            for (int j = 0; j < variables; j++) {
                template.append(j == 0 ? "" : ",").append(pick(random, "a", "b", "c_1.d", "list", "map", "none"));
                template.append(pick(random, "", "", "*", ":2"));
            }
            template.append('}');
        }
        return template.toString().replaceAll("(list|map):2", "$1");
    }

    private static Map<String, Object> values(Random random) {
        var values = new HashMap<String, Object>();
        values.put("a", text(random));
        values.put("b", text(random));
        values.put("c_1.d", "");
        values.put("list", List.of(text(random), text(random), text(random)));
        var map = new LinkedHashMap<String, String>();
        map.put("k1", text(random));
        map.put(text(random), "v2");
        values.put("map", map);
        return values;
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(pick(
                    random,
                    "a",
                    "Z",
                    "0",
                    "-",
                    "~",
                    "/",
                    "?",
                    "#",
                    "%",
                    " ",
                    ",",
                    "=",
                    "&",
                    ";",
                    "\u00e9",
                    "\uD83D\uDEB2",
                    "[",
                    "'"));
        }
        return text.toString();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
