package dev.wellspring.topic;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.wellspring.topic.Part.Kind;
import dev.wellspring.topic.Part.Modifier;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The compiled pattern of one component.
 *
 * <p>Most components of most patterns are either given literally or not given at all. These need no regular expression; the others get one of
 * RE2/J, whose time is linear in the text. Groups do not capture: nobody asks what a name stood for, and a matcher that need not remember is
 * faster. Immutable and thread-safe.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#compile-a-component">URL Pattern Standard, compile a component</a>
 */
sealed interface ComponentPattern {
    /** RE2/J's parser takes time quadratic in the literal text: a tenth of a second for this much. Text without groups is not parsed by it. */
    int MAX_SIZE = 20_000;

    /** Tells whether the pattern matches the whole canonical text of the component. */
    boolean matches(String text);

    /** Returns roughly how many instructions a match goes through for each character, and how much memory this holds. */
    int size();

    /** Matches whatever the component is. */
    record Anything() implements ComponentPattern {
        @Override
        public boolean matches(String text) {
            return true;
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** Matches one text. */
    record Literal(String literal) implements ComponentPattern {
        @Override
        public boolean matches(String text) {
            return literal.equals(text);
        }

        @Override
        public int size() {
            return literal.length();
        }
    }

    /** Matches what a regular expression matches. */
    record Expression(Pattern pattern, int size) implements ComponentPattern {
        @Override
        public boolean matches(String text) {
            return pattern.matches(text);
        }
    }

    /**
     * Compiles a component's pattern.
     *
     * @throws InvalidMatcher if it is malformed or too large
     */
    static ComponentPattern compile(String pattern, ComponentSyntax syntax) {
        return of(PatternParser.parse(pattern, syntax), syntax);
    }

    /**
     * Compiles the parts of a component's pattern.
     *
     * @throws InvalidMatcher if a regular expression among them is malformed or they are too large together
     */
    static ComponentPattern of(List<Part> parts, ComponentSyntax syntax) {
        if (parts.stream().allMatch(part -> part.kind() == Kind.FIXED_TEXT && part.modifier() == Modifier.NONE)) {
            return new Literal(parts.stream().map(Part::value).collect(Collectors.joining()));
        }
        if (parts.size() == 1 && isAnything(parts.getFirst())) {
            return new Anything();
        }
        var expression = new StringBuilder();
        int size = 0;
        int custom = 0;
        for (Part part : parts) {
            int added = append(part, syntax, expression);
            size += added;
            custom += part.kind() == Kind.REGEXP ? added : 0;
            if (custom > CustomExpression.MAX_SIZE) {
                throw CustomExpression.tooLarge();
            }
            if (size > MAX_SIZE) {
                throw new InvalidMatcher(
                        "The URL pattern has a component with groups that is longer than " + MAX_SIZE + " characters.");
            }
        }
        try {
            return new Expression(Pattern.compile(expression.toString(), Pattern.DOTALL), size);
        } catch (PatternSyntaxException e) {
            throw new InvalidMatcher("The URL pattern has a malformed regular expression: " + e.getDescription() + ".");
        }
    }

    /** Tells whether the pattern of a scheme matches one of the special ones, which decides how hosts and paths are read. */
    default boolean matchesSpecialScheme() {
        return Stream.of("http", "https", "ws", "wss", "ftp", "file").anyMatch(this::matches);
    }

    private static boolean isAnything(Part part) {
        return part.kind() == Kind.FULL_WILDCARD
                && part.prefix().isEmpty()
                && part.suffix().isEmpty();
    }

    private static int append(Part part, ComponentSyntax syntax, StringBuilder expression) {
        if (part.kind() == Kind.FIXED_TEXT) {
            String text = Pattern.quote(part.value());
            expression
                    .append("(?:")
                    .append(text)
                    .append(')')
                    .append(part.modifier().symbol());
            return text.length();
        }
        int size = 1;
        String group;
        switch (part.kind()) {
            case FULL_WILDCARD -> group = ".*";
            case SEGMENT_WILDCARD ->
                group = syntax.delimiter().isEmpty() ? ".+" : "[^" + Pattern.quote(syntax.delimiter()) + "]+";
            default -> {
                var custom = CustomExpression.parse(part.value());
                group = custom.expression();
                size = custom.size();
            }
        }
        String prefix = Pattern.quote(part.prefix());
        String suffix = Pattern.quote(part.suffix());
        expression.append("(?:").append(prefix).append("(?:").append(group).append(')');
        if (!part.modifier().repeats()) {
            expression.append(suffix).append(')').append(part.modifier().symbol());
            return size + prefix.length() + suffix.length();
        }
        // Prefix and suffix stand between the repetitions too: /:x+ is /a/b, so (?:/(?:x)(?:/(?:x))*).
        expression
                .append("(?:")
                .append(suffix)
                .append(prefix)
                .append("(?:")
                .append(group)
                .append("))*");
        expression.append(suffix).append(')').append(part.modifier() == Modifier.ZERO_OR_MORE ? "?" : "");
        return 2 * (size + prefix.length() + suffix.length());
    }
}
