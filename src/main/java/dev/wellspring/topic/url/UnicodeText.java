package dev.wellspring.topic.url;

/** What has to be done to text before the URL parser sees it: the small rules on characters that every step shares. */
final class UnicodeText {
    private UnicodeText() {}

    /** Replaces unpaired surrogates by U+FFFD, which makes any Java string encodable. */
    static String scalars(String text) {
        if (text.codePoints().noneMatch(UnicodeText::isSurrogate)) {
            return text;
        }
        return text.codePoints()
                .map(c -> isSurrogate(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Removes tabs and line breaks wherever they are: the standard ignores them inside URLs. */
    static String withoutBreaks(String text) {
        if (text.chars().noneMatch(UnicodeText::isBreak)) {
            return text;
        }
        return text.chars()
                .filter(c -> !isBreak(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Removes leading and trailing controls and spaces. */
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isAlpha(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Tells whether the text is one or more ASCII digits. */
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(UnicodeText::isDigit);
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static boolean isBreak(int c) {
        return c == '\t' || c == '\n' || c == '\r';
    }
}
