package dev.wellspring.topic;

/**
 * A token of a pattern string.
 *
 * @param index where it begins in the pattern
 * @param value what it stands for: the character, the name without its colon, the regular expression without its parentheses
 */
record Token(Kind kind, int index, String value) {
    enum Kind {
        OPEN,
        CLOSE,
        REGEXP,
        NAME,
        CHAR,
        ESCAPED_CHAR,
        OTHER_MODIFIER,
        ASTERISK,
        END,
        INVALID_CHAR
    }
}
