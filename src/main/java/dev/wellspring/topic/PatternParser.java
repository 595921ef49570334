package dev.wellspring.topic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pattern of one component into parts. Lives for one call.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#parse-a-pattern-string">URL Pattern Standard, parse a pattern string</a>
 */
final class PatternParser {
    // Every group may keep a thread of the matcher busy at each character, so their number bounds the cost of a match.
    static final int MAX_GROUPS = 100;

    private static final String FULL_WILDCARD = ".*";

    private final ComponentSyntax syntax;
    private final List<Token> tokens;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final StringBuilder pendingText = new StringBuilder();
    private int groups;
    private int nextNumber;
    private int index;

    private PatternParser(String pattern, ComponentSyntax syntax) {
        this.syntax = syntax;
        this.tokens = Tokenizer.strict(pattern);
    }

    /**
     * Returns the parts of the pattern, literal text in canonical form.
     *
     * @throws InvalidMatcher if the pattern is malformed
     */
    static List<Part> parse(String pattern, ComponentSyntax syntax) {
        return new PatternParser(pattern, syntax).parts();
    }

    private List<Part> parts() {
        while (index < tokens.size()) {
            Token text = accept(Token.Kind.CHAR);
            Token name = accept(Token.Kind.NAME);
            Token expression = acceptExpression(name);
            if (name != null || expression != null) {
                String prefix = text == null ? "" : text.value();
                if (!prefix.equals(syntax.prefix())) {
                    pendingText.append(prefix);
                    prefix = "";
                }
                addGroup(prefix, name, expression, "");
                continue;
            }
            Token fixed = text != null ? text : accept(Token.Kind.ESCAPED_CHAR);
            if (fixed != null) {
                pendingText.append(fixed.value());
            } else if (accept(Token.Kind.OPEN) != null) {
                braces();
            } else {
                addPendingText();
                expect(Token.Kind.END);
            }
        }
        return parts;
    }

    private void braces() {
        String prefix = text();
        Token name = accept(Token.Kind.NAME);
        Token expression = acceptExpression(name);
        String suffix = text();
        expect(Token.Kind.CLOSE);
        if (name != null || expression != null) {
            addGroup(prefix, name, expression, suffix);
            return;
        }
        Part.Modifier modifier = acceptModifier();
        if (modifier == Part.Modifier.NONE) {
            pendingText.append(prefix);
            return;
        }
        addPendingText();
        if (!prefix.isEmpty()) {
            countGroup();
            parts.add(Part.fixed(syntax.encode(prefix), modifier));
        }
    }

    private void addGroup(String prefix, @Nullable Token name, @Nullable Token expression, String suffix) {
        addPendingText();
        countGroup();
        Part.Modifier modifier = acceptModifier();
        Part.Kind kind = kind(expression);
        String value = kind == Part.Kind.REGEXP && expression != null ? expression.value() : "";
        String uniqueName = name != null ? name.value() : Integer.toString(nextNumber++);
        if (!names.add(uniqueName)) {
            throw malformed("the name :" + uniqueName + " is used twice");
        }
        parts.add(new Part(kind, uniqueName, syntax.encode(prefix), value, syntax.encode(suffix), modifier));
    }

    private Part.Kind kind(@Nullable Token expression) {
        if (expression == null || expression.value().equals(syntax.segmentWildcard())) {
            return Part.Kind.SEGMENT_WILDCARD;
        }
        boolean all =
                expression.kind() == Token.Kind.ASTERISK || expression.value().equals(FULL_WILDCARD);
        return all ? Part.Kind.FULL_WILDCARD : Part.Kind.REGEXP;
    }

    private void countGroup() {
        groups++;
        if (groups > MAX_GROUPS) {
            throw new InvalidMatcher("The URL pattern has more than " + MAX_GROUPS + " groups in one component.");
        }
    }

    private void addPendingText() {
        if (!pendingText.isEmpty()) {
            parts.add(Part.fixed(syntax.encode(pendingText.toString()), Part.Modifier.NONE));
            pendingText.setLength(0);
        }
    }

    private String text() {
        var text = new StringBuilder();
        while (true) {
            Token character = accept(Token.Kind.CHAR);
            if (character == null) {
                character = accept(Token.Kind.ESCAPED_CHAR);
            }
            if (character == null) {
                return text.toString();
            }
            text.append(character.value());
        }
    }

    private @Nullable Token acceptExpression(@Nullable Token name) {
        Token regexp = accept(Token.Kind.REGEXP);
        return regexp == null && name == null ? accept(Token.Kind.ASTERISK) : regexp;
    }

    private Part.Modifier acceptModifier() {
        Token modifier = accept(Token.Kind.OTHER_MODIFIER);
        if (modifier != null) {
            return modifier.value().equals("?") ? Part.Modifier.OPTIONAL : Part.Modifier.ONE_OR_MORE;
        }
        return accept(Token.Kind.ASTERISK) != null ? Part.Modifier.ZERO_OR_MORE : Part.Modifier.NONE;
    }

    private @Nullable Token accept(Token.Kind kind) {
        if (index < tokens.size() && tokens.get(index).kind() == kind) {
            return tokens.get(index++);
        }
        return null;
    }

    private void expect(Token.Kind kind) {
        if (accept(kind) == null) {
            Token found = tokens.get(index);
            throw malformed(
                    found.kind() == Token.Kind.END
                            ? "a { is not closed by a }"
                            : "“" + found.value() + "” cannot stand at position " + found.index());
        }
    }

    private static InvalidMatcher malformed(String reason) {
        return new InvalidMatcher("The URL pattern is malformed: " + reason + ".");
    }
}
