package dev.wellspring.topic;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a pattern string into tokens. Strict where a component is compiled; lenient while it is not yet known where one component ends and the
 * next begins, because what is an error for one (a colon without a name) is the delimiter of another. Lives for one call.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#tokenizing">URL Pattern Standard, tokenizing</a>
 */
final class Tokenizer {
    private final String input;
    private final boolean lenient;
    private final List<Token> tokens = new ArrayList<>();
    private int index;

    private Tokenizer(String input, boolean lenient) {
        this.input = input;
        this.lenient = lenient;
    }

    /**
     * Returns the tokens, the last of which is {@link Token.Kind#END}.
     *
     * @throws InvalidMatcher if a token is malformed
     */
    static List<Token> strict(String input) {
        return new Tokenizer(input, false).tokens();
    }

    /** Returns the tokens, the last of which is {@link Token.Kind#END}; what is malformed becomes {@link Token.Kind#INVALID_CHAR}. */
    static List<Token> lenient(String input) {
        return new Tokenizer(input, true).tokens();
    }

    private List<Token> tokens() {
        while (index < input.length()) {
            switch (input.charAt(index)) {
                case '*' -> character(Token.Kind.ASTERISK);
                case '+', '?' -> character(Token.Kind.OTHER_MODIFIER);
                case '{' -> character(Token.Kind.OPEN);
                case '}' -> character(Token.Kind.CLOSE);
                case '\\' -> escape();
                case ':' -> name();
                case '(' -> regexp();
                default -> character(Token.Kind.CHAR);
            }
        }
        tokens.add(new Token(Token.Kind.END, index, ""));
        return tokens;
    }

    private void character(Token.Kind kind) {
        add(kind, index, index + width(index));
    }

    private void escape() {
        if (index + 1 == input.length()) {
            malformed("the backslash at its end escapes nothing");
            return;
        }
        int escaped = index + 1;
        add(Token.Kind.ESCAPED_CHAR, escaped, escaped + width(escaped));
    }

    private void name() {
        int start = index + 1;
        int end = start;
        while (end < input.length() && isNamePart(input.codePointAt(end), end == start)) {
            end += width(end);
        }
        if (end == start) {
            malformed("a colon must be followed by a name or written \\:");
            return;
        }
        add(Token.Kind.NAME, start, end);
    }

    /** Groups inside a regular expression may not capture, so each parenthesis but the first is followed by a question mark. */
    private void regexp() {
        int start = index + 1;
        int depth = 1;
        int i = start;
        for (; i < input.length() && depth > 0; i++) {
            char c = input.charAt(i);
            boolean questionMarkNext = i + 1 < input.length() && input.charAt(i + 1) == '?';
            if (c >= 0x80) {
                malformed("a regular expression has a character that is not ASCII");
                return;
            }
            if (c == '?' && i == start) {
                malformed("a regular expression begins with a question mark");
                return;
            }
            if (c == '\\') {
                i++;
                if (i == input.length() || input.charAt(i) >= 0x80) {
                    malformed("a regular expression has a backslash without an ASCII character");
                    return;
                }
            } else if (c == ')') {
                depth--;
            } else if (c == '(') {
                depth++;
                if (!questionMarkNext) {
                    malformed("a regular expression has a capturing group; write (?:…) instead");
                    return;
                }
            }
        }
        if (depth > 0) {
            malformed("a regular expression is not closed by a parenthesis");
            return;
        }
        if (i - 1 == start) {
            malformed("a regular expression is empty");
            return;
        }
        tokens.add(new Token(Token.Kind.REGEXP, index, input.substring(start, i - 1)));
        index = i;
    }

    private void add(Token.Kind kind, int valueStart, int end) {
        tokens.add(new Token(kind, index, input.substring(valueStart, end)));
        index = end;
    }

    private void malformed(String reason) {
        if (!lenient) {
            throw new InvalidMatcher("The URL pattern is malformed: " + reason + ".");
        }
        character(Token.Kind.INVALID_CHAR);
    }

    private int width(int at) {
        return Character.charCount(input.codePointAt(at));
    }

    private static boolean isNamePart(int c, boolean first) {
        if (c == '$' || c == '_') {
            return true;
        }
        if (first) {
            return Character.isUnicodeIdentifierStart(c);
        }
        boolean joiner = c == 0x200C || c == 0x200D;
        return joiner || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }
}
