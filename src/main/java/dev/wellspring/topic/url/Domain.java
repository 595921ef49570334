package dev.wellspring.topic.url;

import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Domain to ASCII: maps an internationalized name to the form with {@code xn--} labels, so that every spelling of a host is one host.
 *
 * <p>The standard asks for UTS #46, non-transitional. {@code java.net.IDN} is IDNA 2003: it takes {@code faß.de} for {@code fass.de} and knows
 * no character younger than 2002. The mapping here is the JDK's own Unicode data: compatibility normalization and lower case, which is what
 * the mapping table of UTS #46 was made from.
 *
 * <p>Three checks of UTS #46 are not made: the bidirectional rule, the context of joiners other than at the beginning, and {@code xn--} labels
 * beside labels that are not ASCII. So a few names are accepted which a browser refuses, but no two names that it tells apart become one.
 *
 * @see <a href="https://url.spec.whatwg.org/#concept-domain-to-ascii">URL Standard, domain to ASCII</a>
 * @see <a href="https://www.unicode.org/reports/tr46/">UTS #46</a>
 */
final class Domain {
    private static final String ACE = "xn--";

    private Domain() {}

    /**
     * Returns the domain in ASCII.
     *
     * @throws InvalidUrl if a label cannot be one
     */
    static String toAscii(String domain) {
        if (isAscii(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        return Stream.of(mapped(domain).split("\\.", -1)).map(Domain::label).collect(Collectors.joining("."));
    }

    private static String label(String label) {
        if (isAscii(label)) {
            return label;
        }
        if (label.startsWith(ACE) || needsPredecessor(label.codePointAt(0))) {
            throw new InvalidUrl("a label of the host begins as none may");
        }
        if (label.codePoints().anyMatch(Domain::isDisallowed)) {
            throw new InvalidUrl("the host has a character that no domain may have");
        }
        return ACE + Punycode.encode(label);
    }

    private static boolean needsPredecessor(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> isJoiner(c);
        };
    }

    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    /** Characters without a meaning of their own, and those that describe how to draw others. */
    private static boolean isDisallowed(int c) {
        return switch (Character.getType(c)) {
            case Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> !isJoiner(c);
            default -> c == 0xFFFD || (c >= 0x2FF0 && c <= 0x2FFF);
        };
    }

    private static String mapped(String domain) {
        String text = domain.replace('\u3002', '.').replace('\uFF0E', '.').replace('\uFF61', '.');
        var folded = new StringBuilder(text.length());
        text.codePoints().filter(c -> !isIgnored(c)).forEach(c -> fold(c, folded));
        String mapped = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        if (dots(mapped) != dots(text)) {
            throw new InvalidUrl("the host has a character that stands for a full stop among others");
        }
        // Normalization makes capitals out of some symbols, such as the trade mark sign.
        var normalized = new StringBuilder(mapped.length());
        mapped.codePoints().forEach(c -> fold(c, normalized));
        return Normalizer.normalize(normalized, Normalizer.Form.NFC);
    }

    private static void fold(int c, StringBuilder folded) {
        if (c == 0x0130) {
            // Dotted capital I, the one letter whose lower case is two characters.
            folded.append("i\u0307");
        } else {
            folded.appendCodePoint(Character.toLowerCase(c));
        }
    }

    /** Characters that the mapping removes: soft hyphen, zero-width space and its like, variation selectors. */
    private static boolean isIgnored(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x200B
                || c == 0xFEFF
                || (c >= 0x180B && c <= 0x180F)
                || (c >= 0x2060 && c <= 0x2064)
                || (c >= 0x206A && c <= 0x206F)
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    private static long dots(String text) {
        return text.chars().filter(c -> c == '.').count();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
