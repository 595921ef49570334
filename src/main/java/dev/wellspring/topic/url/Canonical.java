package dev.wellspring.topic.url;

/**
 * The canonical form of a single URL component: what the text would look like inside a parsed {@link Url}. Every method returns an empty text
 * unchanged and throws {@link InvalidUrl} for text that the component cannot have.
 *
 * <p>These are the encoding callbacks of URL patterns, which see the literal pieces between a pattern's groups and not whole components; hence
 * a piece of a host or path may break off where the component would end.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#canon-encoding-callbacks">URL Pattern Standard, encoding callbacks</a>
 */
public final class Canonical {
    private Canonical() {}

    public static String protocol(String text) {
        return text.isEmpty() ? text : Url.parse(text + "://dummy.invalid/").scheme();
    }

    public static String userinfo(String text) {
        return PercentEncoding.USERINFO.encode(text);
    }

    /** The host of a URL with a special scheme. */
    public static String domain(String text) {
        return host(text, true);
    }

    /** The host of a URL with any other scheme. */
    public static String opaqueHost(String text) {
        return host(text, false);
    }

    /** A piece of an IPv6 address, brackets and colons included. */
    public static String ipv6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'f' || (Character.digit(c, 16) < 0 && "[]:".indexOf(c) < 0)) {
                throw new InvalidUrl("the IPv6 address is malformed");
            }
        }
        return Scheme.lower(text);
    }

    /** A port of a URL whose scheme is not known, so that no port is a default. */
    public static String port(String text) {
        return port(text, "");
    }

    /** A port, empty if it is the default of the scheme; whatever follows the digits is ignored. */
    public static String port(String text, String scheme) {
        if (text.isEmpty()) {
            return text;
        }
        String input = UnicodeText.withoutBreaks(text);
        int end = 0;
        while (end < input.length() && UnicodeText.isDigit(input.charAt(end))) {
            end++;
        }
        if (end == 0) {
            throw new InvalidUrl("the port is not a number");
        }
        int port = Port.parse(input.substring(0, end), scheme);
        return port < 0 ? "" : Integer.toString(port);
    }

    /** The path of a URL with a special scheme, or a piece of it. */
    public static String pathname(String text) {
        if (text.isEmpty()) {
            return text;
        }
        if (text.startsWith("/")) {
            return path(text.substring(1));
        }
        // A piece from the middle of a path must not become absolute or lose leading dots, so it is resolved behind one
        // character.
        String path = path("-" + text);
        return path.substring(Math.min(2, path.length()));
    }

    /** The path of a URL with any other scheme, or a piece of it. */
    public static String opaquePathname(String text) {
        String input = UnicodeText.withoutBreaks(text);
        return PercentEncoding.C0_CONTROL.encode(input.substring(0, indexOfAny(input, "?#")));
    }

    /** The query of a URL with a special scheme. */
    public static String search(String text) {
        return PercentEncoding.SPECIAL_QUERY.encode(UnicodeText.withoutBreaks(text));
    }

    /** The query of a URL with any other scheme, where an apostrophe is left alone. */
    public static String plainSearch(String text) {
        return PercentEncoding.QUERY.encode(UnicodeText.withoutBreaks(text));
    }

    public static String hash(String text) {
        return PercentEncoding.FRAGMENT.encode(UnicodeText.withoutBreaks(text));
    }

    private static String path(String text) {
        return Path.root("https").append(UnicodeText.withoutBreaks(text)).toString();
    }

    private static String host(String text, boolean special) {
        if (text.isEmpty()) {
            return text;
        }
        String input = UnicodeText.withoutBreaks(text);
        String host = input.substring(0, indexOfAny(input, special ? "/?#\\" : "/?#"));
        if (Host.end(host) < host.length()) {
            throw new InvalidUrl("the host has a colon");
        }
        return Host.parse(host, special);
    }

    private static int indexOfAny(String text, String characters) {
        int index = 0;
        while (index < text.length() && characters.indexOf(text.charAt(index)) < 0) {
            index++;
        }
        return index;
    }
}
