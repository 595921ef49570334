package dev.wellspring.topic;

import dev.wellspring.topic.url.Canonical;
import dev.wellspring.topic.url.Url;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A WHATWG URL Pattern: one pattern for each of the eight components of a URL.
 *
 * <pre>
 *   https://example.com/books/:id?
 *     │ ConstructorString    splits it: protocol "https", hostname "example.com", port "", pathname "/books/:id?"
 *     │ PatternComponents    completes it: from the base URL what comes before, "*" for what comes after
 *     │ Tokenizer, PatternParser   reads each: fixed text "/books", group "id" with prefix "/", optional
 *     │ Canonical            writes fixed text as a parsed URL would have it
 *     ▼ ComponentPattern     compiles each: a literal, anything, or a linear-time regular expression
 * </pre>
 *
 * <p>A URL matches if its eight components do. Comparing canonical text with canonical text makes host names case-insensitive and spellings of
 * percent-encoding mostly irrelevant without any rule for it.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/">URL Pattern Standard</a>
 */
final class UrlPattern {
    private final Map<UrlComponent, ComponentPattern> components = new EnumMap<>(UrlComponent.class);

    /**
     * Compiles a pattern.
     *
     * @param base what a relative pattern is relative to
     * @throws InvalidMatcher if the pattern is malformed or too large
     */
    static UrlPattern compile(String pattern, Url base) {
        return new UrlPattern(PatternComponents.of(ConstructorString.parse(pattern), base));
    }

    /**
     * Compiles the patterns of single components.
     *
     * @throws InvalidMatcher if one is malformed or too large
     */
    UrlPattern(PatternComponents patterns) {
        syntaxes(patterns)
                .forEach((component, syntax) ->
                        components.put(component, ComponentPattern.compile(patterns.get(component), syntax)));
    }

    /** Tells whether the URL matches. */
    boolean test(Url url) {
        return test(component -> component.of(url));
    }

    /** Tells whether the components, in canonical form, match. */
    boolean test(Function<UrlComponent, String> canonical) {
        for (Map.Entry<UrlComponent, ComponentPattern> component : components.entrySet()) {
            if (!component.getValue().matches(canonical.apply(component.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Returns roughly how much this holds in memory, in instructions of the compiled programs. */
    int size() {
        return components.values().stream().mapToInt(ComponentPattern::size).sum();
    }

    /** Returns how each component is written, which for most depends on whether the scheme can be a special one. */
    static Map<UrlComponent, ComponentSyntax> syntaxes(PatternComponents patterns) {
        var protocol = ComponentSyntax.plain(Canonical::protocol);
        boolean special = ComponentPattern.compile(patterns.get(UrlComponent.PROTOCOL), protocol)
                .matchesSpecialScheme();
        var syntaxes = new EnumMap<UrlComponent, ComponentSyntax>(UrlComponent.class);
        syntaxes.put(UrlComponent.PROTOCOL, protocol);
        syntaxes.put(UrlComponent.USERNAME, ComponentSyntax.plain(Canonical::userinfo));
        syntaxes.put(UrlComponent.PASSWORD, ComponentSyntax.plain(Canonical::userinfo));
        syntaxes.put(UrlComponent.HOSTNAME, hostname(patterns.get(UrlComponent.HOSTNAME), special));
        syntaxes.put(UrlComponent.PORT, ComponentSyntax.plain(Canonical::port));
        syntaxes.put(UrlComponent.PATHNAME, pathname(special));
        syntaxes.put(UrlComponent.SEARCH, ComponentSyntax.plain(special ? Canonical::search : Canonical::plainSearch));
        syntaxes.put(UrlComponent.HASH, ComponentSyntax.plain(Canonical::hash));
        return syntaxes;
    }

    private static ComponentSyntax hostname(String pattern, boolean special) {
        boolean ipv6 = pattern.startsWith("[") || pattern.startsWith("{[") || pattern.startsWith("\\[");
        UnaryOperator<String> domainOrOpaque = special ? Canonical::domain : Canonical::opaqueHost;
        return ComponentSyntax.hostname(ipv6 ? Canonical::ipv6 : domainOrOpaque);
    }

    private static ComponentSyntax pathname(boolean special) {
        return special
                ? ComponentSyntax.pathname(Canonical::pathname)
                : ComponentSyntax.plain(Canonical::opaquePathname);
    }
}
