package dev.wellspring.topic;

import dev.wellspring.topic.url.Canonical;
import dev.wellspring.topic.url.Scheme;
import dev.wellspring.topic.url.Url;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/**
 * The canonical components of an input that is not a URL but a dictionary of components, which only browsers offer and most vectors use.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#process-a-urlpatterninit">URL Pattern Standard, process a URLPatternInit, type "url"</a>
 */
@NullUnmarked // the base of an input may be missing
final class InputComponents {
    private static final List<UrlComponent> HIERARCHY = List.of(
            UrlComponent.PROTOCOL,
            UrlComponent.HOSTNAME,
            UrlComponent.PORT,
            UrlComponent.PATHNAME,
            UrlComponent.SEARCH,
            UrlComponent.HASH);

    private InputComponents() {}

    static Map<UrlComponent, String> of(Map<UrlComponent, String> given, Url base) {
        var components = new EnumMap<UrlComponent, String>(UrlComponent.class);
        for (UrlComponent component : UrlComponent.values()) {
            components.put(component, "");
        }
        if (base != null) {
            inherit(given, base, components);
        }
        put(given, components, UrlComponent.PROTOCOL, text -> Canonical.protocol(text.replaceFirst(":$", "")));
        put(given, components, UrlComponent.USERNAME, Canonical::userinfo);
        put(given, components, UrlComponent.PASSWORD, Canonical::userinfo);
        String scheme = components.get(UrlComponent.PROTOCOL);
        boolean special = scheme.isEmpty() || Scheme.isSpecial(scheme);
        put(given, components, UrlComponent.HOSTNAME, special ? Canonical::domain : Canonical::opaqueHost);
        put(given, components, UrlComponent.PORT, text -> Canonical.port(text, scheme));
        put(given, components, UrlComponent.PATHNAME, text -> {
            String path = base == null || base.opaque() || text.startsWith("/")
                    ? text
                    : base.path().substring(0, base.path().lastIndexOf('/') + 1) + text;
            return special ? Canonical.pathname(path) : Canonical.opaquePathname(path);
        });
        put(given, components, UrlComponent.SEARCH, text -> Canonical.search(text.replaceFirst("^\\?", "")));
        put(given, components, UrlComponent.HASH, text -> Canonical.hash(text.replaceFirst("^#", "")));
        return components;
    }

    private static void inherit(Map<UrlComponent, String> given, Url base, Map<UrlComponent, String> components) {
        Set<UrlComponent> authority =
                EnumSet.of(UrlComponent.PROTOCOL, UrlComponent.HOSTNAME, UrlComponent.PORT, UrlComponent.USERNAME);
        if (given.keySet().stream().noneMatch(authority::contains)) {
            components.put(UrlComponent.USERNAME, base.username());
            if (!given.containsKey(UrlComponent.PASSWORD)) {
                components.put(UrlComponent.PASSWORD, base.password());
            }
        }
        for (UrlComponent component : HIERARCHY) {
            if (given.containsKey(component)) {
                return;
            }
            components.put(component, component.of(base));
        }
    }

    private static void put(
            Map<UrlComponent, String> given,
            Map<UrlComponent, String> components,
            UrlComponent component,
            java.util.function.UnaryOperator<String> canonical) {
        if (given.containsKey(component)) {
            components.put(component, canonical.apply(given.get(component)));
        }
    }
}
