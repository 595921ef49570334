package dev.wellspring.topic;

/**
 * A part of a component's pattern: fixed text, or a group between its own prefix and suffix.
 *
 * @param name the group's name, a number if it has none of its own, empty for fixed text
 * @param prefix canonical text before the group, repeated and omitted with it
 * @param value the fixed text or the regular expression, else empty
 * @param suffix canonical text after the group, repeated and omitted with it
 */
record Part(Kind kind, String name, String prefix, String value, String suffix, Modifier modifier) {
    enum Kind {
        FIXED_TEXT,
        REGEXP,
        SEGMENT_WILDCARD,
        FULL_WILDCARD
    }

    enum Modifier {
        NONE(""),
        OPTIONAL("?"),
        ZERO_OR_MORE("*"),
        ONE_OR_MORE("+");

        private final String symbol;

        Modifier(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }

        boolean repeats() {
            return this == ZERO_OR_MORE || this == ONE_OR_MORE;
        }
    }

    static Part fixed(String text, Modifier modifier) {
        return new Part(Kind.FIXED_TEXT, "", "", text, "", modifier);
    }
}
