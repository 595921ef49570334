package dev.wellspring.topic;

import java.util.Locale;
import java.util.Optional;

/**
 * The characters that topics, patterns, ids and event types may have: none that an eye or a log would not show. Control characters would break
 * the wire format of an event; invisible and direction-changing ones make two different names look the same.
 */
public final class ProtocolString {
    private ProtocolString() {}

    /**
     * Returns what is wrong with the text as half a sentence, such as {@code "contains the control character U+000A"}, or empty if every
     * character is allowed.
     */
    public static Optional<String> violation(String text) {
        return text.codePoints()
                .filter(c -> !isAllowed(c))
                .mapToObj(ProtocolString::describe)
                .findFirst();
    }

    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static String describe(int c) {
        String kind = switch (Character.getType(c)) {
            case Character.CONTROL -> "the control character";
            case Character.SURROGATE -> "the unpaired surrogate";
            default -> "the invisible character";
        };
        return String.format(Locale.ROOT, "contains %s U+%04X", kind, c);
    }
}
