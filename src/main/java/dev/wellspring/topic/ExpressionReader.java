package dev.wellspring.topic;

/** Reads a regular expression character by character: the cursor that the parsers of expressions and of classes share. Not thread-safe. */
final class ExpressionReader {
    private static final int LARGEST_COUNT = 1_000;

    private final String source;
    private int index;

    ExpressionReader(String source) {
        this.source = source;
    }

    boolean atEnd() {
        return index == source.length();
    }

    /** Returns the next character without moving on. */
    char peek() {
        if (atEnd()) {
            throw malformed("it ends too early");
        }
        return source.charAt(index);
    }

    char next() {
        char c = peek();
        index++;
        return c;
    }

    /** Tells whether the text continues like this. */
    boolean at(String text) {
        return source.startsWith(text, index);
    }

    boolean skip(char c) {
        if (!atEnd() && peek() == c) {
            index++;
            return true;
        }
        return false;
    }

    void expect(char c, String otherwise) {
        if (!skip(c)) {
            throw malformed(otherwise);
        }
    }

    /** Reads a decimal number, no larger than any repetition may be. */
    int number() {
        int start = index;
        int number = 0;
        while (!atEnd() && peek() >= '0' && peek() <= '9') {
            number = Math.min(number * 10 + (next() - '0'), LARGEST_COUNT + 1);
        }
        if (index == start) {
            throw malformed("a repetition count is malformed");
        }
        if (number > LARGEST_COUNT) {
            throw malformed("a repetition count is above " + LARGEST_COUNT);
        }
        return number;
    }

    /**
     * Reads what follows a backslash where it stands for one character.
     *
     * @param punctuation the characters that stand for themselves
     */
    int characterEscape(String punctuation) {
        char c = next();
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'v' -> 0x0B;
            case 'f' -> '\f';
            case 'r' -> '\r';
            case '0' -> nul();
            case 'c' -> control();
            case 'x' -> hex(2);
            case 'u' -> skip('{') ? bracedHex() : hex(4);
            default -> {
                if (punctuation.indexOf(c) < 0) {
                    throw malformed("there is no escape \\" + c);
                }
                yield c;
            }
        };
    }

    private int nul() {
        if (!atEnd() && peek() >= '0' && peek() <= '9') {
            throw malformed("there are no octal escapes");
        }
        return 0;
    }

    private int control() {
        char letter = next();
        if (letter < 'A' || letter > 'z' || !Character.isLetter(letter)) {
            throw malformed("\\c must be followed by a letter");
        }
        return letter % 32;
    }

    private int bracedHex() {
        int value = 0;
        do {
            value = (value << 4) | hex(1);
            if (!Character.isValidCodePoint(value)) {
                throw malformed("a character is above U+10FFFF");
            }
        } while (!skip('}'));
        return value;
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed("a hexadecimal escape is malformed");
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    InvalidMatcher malformed(String reason) {
        return new InvalidMatcher(
                "The regular expression (" + source + ") in the URL pattern is malformed: " + reason + ".");
    }
}
