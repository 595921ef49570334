package dev.wellspring.topic;

import dev.wellspring.topic.url.Scheme;
import dev.wellspring.topic.url.Url;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of a URL Pattern's components before they are compiled: those that were given, those inherited from a base URL, and {@code *}
 * for the rest.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#process-a-urlpatterninit">URL Pattern Standard, process a URLPatternInit</a>
 */
final class PatternComponents {
    /** A component is inherited if neither it nor one before it was given. Credentials never are. */
    private static final List<UrlComponent> INHERITED = List.of(
            UrlComponent.PROTOCOL,
            UrlComponent.HOSTNAME,
            UrlComponent.PORT,
            UrlComponent.PATHNAME,
            UrlComponent.SEARCH,
            UrlComponent.HASH);

    private final Map<UrlComponent, String> patterns = new EnumMap<>(UrlComponent.class);

    private PatternComponents() {}

    /** Completes what was given with what is inherited. */
    static PatternComponents of(Map<UrlComponent, String> given, @Nullable Url base) {
        var components = new PatternComponents();
        if (base != null) {
            components.inherit(given, base);
        }
        given.forEach((component, pattern) -> components.patterns.put(component, stripped(component, pattern)));
        String pathname = given.get(UrlComponent.PATHNAME);
        if (base != null && pathname != null && !base.opaque() && !isAbsolute(pathname)) {
            String path = escaped(base.path());
            String directory = path.substring(0, path.lastIndexOf('/') + 1);
            components.patterns.put(UrlComponent.PATHNAME, directory + pathname);
        }
        int defaultPort = Scheme.defaultPort(components.get(UrlComponent.PROTOCOL));
        if (defaultPort >= 0 && components.get(UrlComponent.PORT).equals(Integer.toString(defaultPort))) {
            components.patterns.put(UrlComponent.PORT, "");
        }
        return components;
    }

    String get(UrlComponent component) {
        return patterns.getOrDefault(component, "*");
    }

    private void inherit(Map<UrlComponent, String> given, Url base) {
        for (UrlComponent component : INHERITED) {
            if (given.containsKey(component)) {
                return;
            }
            patterns.put(component, escaped(component.of(base)));
        }
    }

    /** The delimiter of a component is not part of it, but many write it. */
    private static String stripped(UrlComponent component, String pattern) {
        return switch (component) {
            case PROTOCOL -> pattern.endsWith(":") ? pattern.substring(0, pattern.length() - 1) : pattern;
            case SEARCH -> pattern.startsWith("?") ? pattern.substring(1) : pattern;
            case HASH -> pattern.startsWith("#") ? pattern.substring(1) : pattern;
            default -> pattern;
        };
    }

    private static boolean isAbsolute(String pathname) {
        return pathname.startsWith("/") || pathname.startsWith("\\/") || pathname.startsWith("{/");
    }

    /** Returns the pattern that matches just this text. */
    private static String escaped(String text) {
        var pattern = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if ("+*?:{}()\\".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append((char) c);
        });
        return pattern.toString();
    }
}
