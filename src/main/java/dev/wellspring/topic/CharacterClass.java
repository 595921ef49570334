package dev.wellspring.topic;

import java.util.BitSet;
import java.util.Locale;

/**
 * A set of ASCII characters, written as a class of a regular expression. Understands the set notation of the {@code v} flag: classes inside
 * classes, {@code --} for what is left after taking away, {@code &&} for what is in both. Not thread-safe.
 *
 * <p>One thing is read more generously than the flag demands, because every other dialect allows it and it can mean nothing else: a slash, and
 * a hyphen at either end, need no backslash.
 */
final class CharacterClass {
    private static final int ASCII = 0x80;
    private static final int MAX_DEPTH = 20;
    private static final String ESCAPABLE = "^$\\.*+?()[]{}|/-&!#%,:;<=>@`~";
    private static final String DOUBLE_PUNCTUATION = "-&!#$%*+,.:;<=>?@^`~";

    private static final String RESERVED = "()[{}|";

    private final BitSet members = new BitSet(ASCII);

    /**
     * Reads a class whose opening bracket has been read.
     *
     * @throws InvalidMatcher if it is malformed
     */
    static CharacterClass read(ExpressionReader in) {
        var set = new CharacterClass();
        set.members.or(contents(in, 0));
        return set;
    }

    /** Adds a character; one outside ASCII occurs in no component, so there is nothing to add. */
    void add(int c) {
        if (c < ASCII) {
            members.set(c);
        }
    }

    /** Reads {@code d}, {@code w}, {@code s} or the complement of one after a backslash; false if something else follows. */
    boolean addClassEscape(ExpressionReader in) {
        char c = in.peek();
        var set = new BitSet(ASCII);
        switch (Character.toLowerCase(c)) {
            case 'd' -> set.set('0', '9' + 1);
            case 'w' -> {
                set.set('0', '9' + 1);
                set.set('a', 'z' + 1);
                set.set('A', 'Z' + 1);
                set.set('_');
            }
            case 's' -> {
                set.set('\t', '\r' + 1);
                set.set(' ');
            }
            case 'p', 'q' -> throw in.malformed("\\" + c + " is not supported; list the characters instead");
            default -> {
                return false;
            }
        }
        in.next();
        if (Character.isUpperCase(c)) {
            set.flip(0, ASCII);
        }
        members.or(set);
        return true;
    }

    /** Returns the class in RE2's syntax; the empty one matches nothing. */
    String expression() {
        if (members.isEmpty()) {
            return "[^\\x00-\\x{10FFFF}]";
        }
        var text = new StringBuilder("[");
        for (int from = members.nextSetBit(0); from >= 0; ) {
            int to = members.nextClearBit(from);
            text.append(String.format(Locale.ROOT, "\\x%02x-\\x%02x", from, to - 1));
            from = members.nextSetBit(to);
        }
        return text.append(']').toString();
    }

    private static BitSet contents(ExpressionReader in, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.malformed("classes are nested more than " + MAX_DEPTH + " deep");
        }
        boolean negated = in.skip('^');
        var set = new BitSet(ASCII);
        String operator = "";
        int united = 0;
        while (!in.skip(']')) {
            if (united > 0 && (in.at("--") || in.at("&&"))) {
                operator = operator(in, operator);
                if (united > 1) {
                    throw in.malformed("a class mixes " + operator + " with other members");
                }
                BitSet operand = operand(in, depth, false);
                if (operator.equals("--")) {
                    set.andNot(operand);
                } else {
                    set.and(operand);
                }
            } else if (!operator.isEmpty()) {
                throw in.malformed("a class mixes " + operator + " with other members");
            } else {
                if (united > 0 && in.at("-") && !in.at("-]")) {
                    throw in.malformed("a hyphen inside a class must be escaped with a backslash");
                }
                set.or(operand(in, depth, true));
                united++;
            }
        }
        if (negated) {
            set.flip(0, ASCII);
        }
        return set;
    }

    private static String operator(ExpressionReader in, String previous) {
        String operator = in.at("--") ? "--" : "&&";
        if (!previous.isEmpty() && !previous.equals(operator)) {
            throw in.malformed("a class mixes " + previous + " with " + operator);
        }
        in.next();
        in.next();
        return operator;
    }

    private static BitSet operand(ExpressionReader in, int depth, boolean rangeAllowed) {
        if (in.skip('[')) {
            return contents(in, depth + 1);
        }
        var set = new CharacterClass();
        if (in.at("\\") && !in.at("\\b")) {
            in.next();
            if (set.addClassEscape(in)) {
                return set.members;
            }
            set.addRange(in.characterEscape(ESCAPABLE), in, rangeAllowed);
        } else {
            set.addRange(character(in), in, rangeAllowed);
        }
        return set.members;
    }

    private void addRange(int from, ExpressionReader in, boolean rangeAllowed) {
        if (!rangeAllowed || !in.at("-") || in.at("--") || in.at("-]")) {
            add(from);
            return;
        }
        in.next();
        int to = in.at("\\") && in.next() == '\\' ? in.characterEscape(ESCAPABLE) : character(in);
        if (to < from) {
            throw in.malformed("a range has its ends the wrong way round");
        }
        members.set(Math.min(from, ASCII), Math.min(to + 1, ASCII));
    }

    private static int character(ExpressionReader in) {
        if (in.at("\\b")) {
            in.next();
            in.next();
            return '\b';
        }
        char c = in.next();
        boolean doubled = DOUBLE_PUNCTUATION.indexOf(c) >= 0 && !in.atEnd() && in.peek() == c;
        if (doubled || RESERVED.indexOf(c) >= 0) {
            throw in.malformed("“" + c + "” must be escaped with a backslash inside a class");
        }
        return c;
    }
}
