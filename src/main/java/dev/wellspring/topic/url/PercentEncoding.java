package dev.wellspring.topic.url;

import java.nio.charset.StandardCharsets;

/**
 * The percent-encode sets of the URL Standard: which characters of a component must be written as {@code %XX}. Everything outside printable
 * ASCII is in every set; each constant names what it adds.
 *
 * @see <a href="https://url.spec.whatwg.org/#percent-encoded-bytes">URL Standard, percent-encoded bytes</a>
 */
enum PercentEncoding {
    C0_CONTROL(""),
    FRAGMENT(" \"<>`"),
    QUERY(" \"#<>"),
    SPECIAL_QUERY(" \"#<>'"),
    PATH(" \"#<>?^`{}"),
    USERINFO(" \"#<>?^`{}/:;=@[\\]|");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final String members;

    PercentEncoding(String members) {
        this.members = members;
    }

    /** Returns the text with every character of this set encoded; an unpaired surrogate is encoded as U+FFFD, as a browser does. */
    String encode(String text) {
        if (text.chars().noneMatch(this::contains)) {
            return text;
        }
        var encoded = new StringBuilder(text.length() + 16);
        for (byte unit : UnicodeText.scalars(text).getBytes(StandardCharsets.UTF_8)) {
            int octet = unit & 0xFF;
            if (contains(octet)) {
                encoded.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
            } else {
                encoded.append((char) octet);
            }
        }
        return encoded.toString();
    }

    private boolean contains(int c) {
        return c < ' ' || c > '~' || members.indexOf(c) >= 0;
    }

    /** Decodes every well-formed {@code %XX} as UTF-8, leaving malformed ones alone and turning bad UTF-8 into U+FFFD. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] octets = UnicodeText.scalars(text).getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '%' && i + 2 < octets.length && hex(octets[i + 1]) >= 0 && hex(octets[i + 2]) >= 0) {
                octets[length++] = (byte) ((hex(octets[i + 1]) << 4) | hex(octets[i + 2]));
                i += 2;
            } else {
                octets[length++] = octets[i];
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(byte octet) {
        return Character.digit((char) (octet & 0xFF), 16);
    }
}
