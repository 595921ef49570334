package dev.wellspring.auth;

import dev.wellspring.topic.url.InvalidUrl;
import dev.wellspring.topic.url.Url;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which origins one entry of the operator's list stands for: {@code *} for every one, {@code https://example.com} for
 * that one, {@code https://*.example.com} for those with something in place of the asterisk.
 *
 * <p>Origins are compared in canonical form, so the case of the host and a default port do not matter. The asterisk
 * stands for characters of a host or a port and for no colon: <code>https://example.com*</code> does allow
 * {@code https://example.com.evil.example}, but never another scheme or a host in disguise.
 */
record OriginRule(Pattern allowed) {
    private static final String ANYTHING = "*";
    /** Scheme and authority, and none of what a URL may have after or inside them. */
    private static final Pattern SERIALIZED = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#@\\\\\\s]+");
    /** Takes the place of the asterisk, which no host may have, while the rest of an entry is made canonical. */
    private static final String PLACEHOLDER = "wildcard-0f6c";

    private static final String PLACEHOLDER_PORT = "64998";

    /** @throws IllegalArgumentException if the entry is none of the three forms */
    static OriginRule parse(String entry) {
        if (entry.equals(ANYTHING)) {
            return new OriginRule(Pattern.compile(".*"));
        }
        int asterisk = entry.indexOf('*');
        if (asterisk < 0) {
            return new OriginRule(Pattern.compile(Pattern.quote(canonical(entry).orElseThrow(() -> invalid(entry)))));
        }
        if (entry.indexOf('*', asterisk + 1) >= 0 || entry.indexOf("://") > asterisk) {
            throw invalid(entry);
        }
        boolean inPort = entry.indexOf(':', entry.indexOf("://") + 3) >= 0 && entry.endsWith(":*");
        String placeholder = inPort ? PLACEHOLDER_PORT : PLACEHOLDER;
        String canonical = canonical(entry.replace("*", placeholder)).orElseThrow(() -> invalid(entry));
        int hole = canonical.lastIndexOf(placeholder);
        if (hole < 0) {
            throw invalid(entry);
        }
        return new OriginRule(Pattern.compile(Pattern.quote(canonical.substring(0, hole))
                + (inPort ? "[0-9]+" : "[a-z0-9._-]+")
                + Pattern.quote(canonical.substring(hole + placeholder.length()))));
    }

    boolean allows(String canonicalOrigin) {
        return allowed.matcher(canonicalOrigin).matches();
    }

    /** Returns an origin in the form that is compared; empty for what is no origin, such as {@code null}. */
    static Optional<String> canonical(String origin) {
        return SERIALIZED.matcher(origin).matches() ? originOf(origin) : Optional.empty();
    }

    /** Returns the origin of a URL; empty if it is no URL or has none. */
    static Optional<String> originOf(String url) {
        try {
            Url parsed = Url.parse(url);
            if (parsed.host() == null || parsed.host().isEmpty()) {
                return Optional.empty();
            }
            String port = parsed.port() < 0 ? "" : ":" + parsed.port();
            return Optional.of(parsed.scheme() + "://" + parsed.host() + port);
        } catch (InvalidUrl notAUrl) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException invalid(String entry) {
        return new IllegalArgumentException("\"" + entry + "\" is not an origin: write scheme://host or"
                + " scheme://host:port, with at most one * in the host or for the port, or just *.");
    }
}
