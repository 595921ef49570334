package dev.wellspring.topic;

import com.google.re2j.Pattern;

/**
 * A regular expression inside a URL Pattern, translated from ECMAScript to RE2.
 *
 * <p>The two dialects share most of their syntax, and that is the trap: where they differ, RE2 often accepts the other's text with another
 * meaning ({@code [a&&b]}, {@code \Q}) or at a cost that grows with every nesting ({@code (?:(?:x{1000}){1000})}). So the expression is parsed
 * as the standard reads it, with the {@code v} flag, and written anew:
 *
 * <pre>
 *   expression  = branch ("|" branch)*
 *   branch      = (atom quantifier?)*
 *   atom        = character | "." | "^" | "$" | escape | class | "(?:" expression ")" | "(?&lt;name&gt;" expression ")"
 * </pre>
 *
 * <p>Component texts are ASCII, so every class becomes a set of ASCII characters. The parser adds up how many instructions the program will
 * have, a repetition counting as often as it repeats, and refuses the expression before anything of that size exists. Look-around and
 * back-references have no linear-time program and are refused; so are property escapes and inline flags.
 *
 * <p>Lives for one call.
 *
 * @see <a href="https://tc39.es/ecma262/#sec-patterns">ECMA-262, regular expression patterns</a>
 */
final class CustomExpression {
    /** A match may cost this many steps for each character of the text. */
    static final int MAX_SIZE = 1_000;

    // The parser, like RE2's own, recurses once for each level.
    private static final int MAX_DEPTH = 50;
    private static final String SYNTAX_CHARACTERS = "^$\\.*+?()[]{}|/";

    private final ExpressionReader in;
    private final StringBuilder out = new StringBuilder();

    private CustomExpression(String source) {
        this.in = new ExpressionReader(source);
    }

    /**
     * @param expression the expression in RE2's syntax
     * @param size how many instructions it compiles to, roughly
     */
    record Translation(String expression, int size) {}

    /**
     * Translates an expression.
     *
     * @throws InvalidMatcher if it is malformed, cannot be matched in linear time, or is too large
     */
    static Translation parse(String source) {
        var parser = new CustomExpression(source);
        int size = parser.alternatives(0);
        if (!parser.in.atEnd()) {
            throw parser.in.malformed("a parenthesis is closed that was not opened");
        }
        return new Translation(parser.out.toString(), size);
    }

    static InvalidMatcher tooLarge() {
        return new InvalidMatcher("The URL pattern's regular expressions are too large: at most " + MAX_SIZE
                + " characters in a component after repetitions are written out.");
    }

    private int alternatives(int depth) {
        if (depth > MAX_DEPTH) {
            throw in.malformed("groups are nested more than " + MAX_DEPTH + " deep");
        }
        int size = branch(depth);
        while (in.skip('|')) {
            out.append('|');
            size = limited((long) size + 1 + branch(depth));
        }
        return size;
    }

    private int branch(int depth) {
        int size = 0;
        while (!in.atEnd() && in.peek() != '|' && in.peek() != ')') {
            int start = out.length();
            int atom = atom(depth);
            size = limited(size + (atom == 0 ? 0 : (long) atom * quantifier(start)));
        }
        return size;
    }

    /** Reads an atom or an assertion; returns its size, 0 for an assertion, which nothing may quantify. */
    private int atom(int depth) {
        char c = in.next();
        switch (c) {
            case '^', '$' -> {
                out.append(c);
                return 0;
            }
            case '.' -> out.append("[^\\n\\r]");
            case '[' -> out.append(CharacterClass.read(in).expression());
            case '(' -> {
                return group(depth);
            }
            case '\\' -> {
                return escape();
            }
            case '*', '+', '?', '{' -> throw in.malformed("there is nothing to repeat before “" + c + "”");
            case ')', ']', '}' -> throw in.malformed("“" + c + "” must be escaped with a backslash");
            default -> out.append(Pattern.quote(String.valueOf(c)));
        }
        return 1;
    }

    private int group(int depth) {
        in.expect('?', "a group captures; write (?:…) instead");
        switch (in.next()) {
            case ':' -> {}
            case '<' -> name();
            case '=', '!' -> throw in.malformed("look-around cannot be matched in linear time");
            default -> throw in.malformed("a group must begin with (?: or (?<name>");
        }
        out.append("(?:");
        int size = alternatives(depth + 1);
        in.expect(')', "a group is not closed");
        out.append(')');
        return Math.max(1, size);
    }

    private void name() {
        if (in.atEnd() || in.peek() == '=' || in.peek() == '!') {
            throw in.malformed("look-around cannot be matched in linear time");
        }
        boolean first = true;
        while (first || in.peek() != '>') {
            char c = in.next();
            if (first ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
                throw in.malformed("a group has a malformed name");
            }
            first = false;
        }
        in.next();
    }

    private int escape() {
        char c = in.peek();
        if (c == 'b' || c == 'B') {
            out.append('\\').append(in.next());
            return 0;
        }
        if (c == 'k' || (c >= '1' && c <= '9')) {
            throw in.malformed("back-references cannot be matched in linear time");
        }
        var set = new CharacterClass();
        if (!set.addClassEscape(in)) {
            set.add(in.characterEscape(SYNTAX_CHARACTERS));
        }
        out.append(set.expression());
        return 1;
    }

    /** Reads a quantifier, if there is one, and returns how many copies of the atom it takes. */
    private int quantifier(int atomStart) {
        if (in.atEnd()) {
            return 1;
        }
        int copies = 1;
        String quantifier;
        switch (in.peek()) {
            case '*', '+', '?' -> quantifier = String.valueOf(in.next());
            case '{' -> {
                in.next();
                int least = in.number();
                boolean range = in.skip(',');
                boolean open = range && in.peek() == '}';
                int most = range && !open ? in.number() : least;
                in.expect('}', "a repetition count is malformed");
                if (most < least) {
                    throw in.malformed("a repetition count has its numbers the wrong way round");
                }
                copies = Math.max(1, open ? least + 1 : most);
                quantifier = "{" + least + (open ? "," : range ? "," + most : "") + "}";
            }
            default -> {
                return 1;
            }
        }
        // A group, as RE2 refuses a quantifier after a quantified atom where the atom itself ended in one.
        out.insert(atomStart, "(?:").append(')').append(quantifier);
        in.skip('?');
        return copies;
    }

    private static int limited(long size) {
        if (size > MAX_SIZE) {
            throw tooLarge();
        }
        return (int) size;
    }
}
