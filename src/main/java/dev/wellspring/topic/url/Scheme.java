package dev.wellspring.topic.url;

import java.util.Locale;

/**
 * URL schemes and what the standard knows about the special ones: they have a host that is a domain, take a backslash for a slash, and most
 * have a default port.
 */
public final class Scheme {
    private Scheme() {}

    /** Tells whether the scheme, in lower case and without its colon, is one of the six special ones. */
    public static boolean isSpecial(String scheme) {
        return switch (scheme) {
            case "http", "https", "ws", "wss", "ftp", "file" -> true;
            default -> false;
        };
    }

    /** Returns the port that goes without saying for this scheme, or -1. */
    public static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            default -> -1;
        };
    }

    /** Returns the index of the colon that ends the scheme at the start of the text, or -1 when it starts with none. */
    static int end(String text) {
        if (text.isEmpty() || !UnicodeText.isAlpha(text.charAt(0))) {
            return -1;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            if (!UnicodeText.isAlpha(c) && !UnicodeText.isDigit(c) && c != '+' && c != '-' && c != '.') {
                return -1;
            }
        }
        return -1;
    }

    static String lower(String scheme) {
        return scheme.toLowerCase(Locale.ROOT);
    }
}
