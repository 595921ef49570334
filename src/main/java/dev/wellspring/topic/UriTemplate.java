package dev.wellspring.topic;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An RFC 6570 URI Template, used backwards: not to make a URI out of values but to tell whether some values could have made this one.
 *
 * <p>Every expression may have been expanded with any value or none, so each becomes an optional run of the characters its operator can produce.
 * In {@code {v}} these are the unreserved ones, percent-encoded octets, and the comma that joins the members of a list; a value that would need
 * encoding therefore only matches encoded, and a slash never. {@code {+v}} and <code>{#v}</code> let reserved characters through. The operator's
 * first character introduces the whole, its separator introduces each further variable, of which there are at most as many as the template
 * names, or any number if one of them is exploded.
 *
 * <p>The result accepts every expansion, and somewhat more: the names of {@code {?q}} and the length of {@code {v:3}} are not looked at. That is
 * how the reference implementation of the classic protocol reads templates, and applications depend on it.
 *
 * <p>Immutable and thread-safe; matching takes linear time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6570">RFC 6570, URI Template</a>
 */
final class UriTemplate {
    // As for URL patterns: what a match costs at each character grows with the number of runs.
    private static final int MAX_VARIABLES = 100;

    private static final String UNRESERVED = "A-Za-z0-9\\-._~";
    private static final String RESERVED = ":/?#\\[\\]@!$&'()*+,;=";
    private static final String VARCHAR = "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})";

    private static final Pattern VARIABLE =
            Pattern.compile(VARCHAR + "(?:\\.?" + VARCHAR + ")*(?::[1-9][0-9]{0,3}|\\*)?");

    /** RFC 6570, section 2.1, with erratum 6937, which allows the apostrophe. */
    private static final Pattern LITERALS = Pattern.compile("(?:%[0-9A-Fa-f]{2}|[^\\x00-\\x20\"%<>\\\\^`{|}\\x7f])*");

    private final Pattern pattern;

    private UriTemplate(Pattern pattern) {
        this.pattern = pattern;
    }

    /** What an expression's operator writes before the first variable and between variables, and which characters its values may have. */
    private record Operator(String first, String separator, String characters) {
        static Operator of(char symbol) {
            String list = UNRESERVED + ",";
            return switch (symbol) {
                case '+' -> new Operator("", ",", UNRESERVED + RESERVED);
                case '#' -> new Operator("#", ",", UNRESERVED + RESERVED);
                case '.' -> new Operator(".", ".", list);
                case '/' -> new Operator("/", "/", list);
                case ';' -> new Operator(";", ";", list + "=");
                case '?' -> new Operator("?", "&", list + "=");
                case '&' -> new Operator("&", "&", list + "=");
                default -> new Operator("", ",", list);
            };
        }

        static boolean isSymbol(char c) {
            return "+#./;?&".indexOf(c) >= 0;
        }
    }

    /**
     * Returns the template, empty if it is not valid.
     *
     * @throws InvalidMatcher if it is longer, or valid and names more variables, than a match can afford
     */
    static Optional<UriTemplate> parse(String template) {
        if (template.length() > ComponentPattern.MAX_SIZE) {
            throw new InvalidMatcher("The URI template is longer than " + ComponentPattern.MAX_SIZE + " characters.");
        }
        var expression = new StringBuilder();
        int variables = 0;
        int index = 0;
        while (index < template.length()) {
            int open = template.indexOf('{', index);
            String literals = template.substring(index, open < 0 ? template.length() : open);
            if (!LITERALS.matches(literals)) {
                return Optional.empty();
            }
            expression.append(Pattern.quote(literals));
            if (open < 0) {
                break;
            }
            int close = template.indexOf('}', open);
            if (close < 0) {
                return Optional.empty();
            }
            List<String> names = variables(template.substring(open + 1, close));
            if (names.isEmpty()) {
                return Optional.empty();
            }
            variables += names.size();
            if (variables <= MAX_VARIABLES) {
                appendExpression(Operator.of(template.charAt(open + 1)), names, expression);
            }
            index = close + 1;
        }
        if (variables > MAX_VARIABLES) {
            throw new InvalidMatcher("The URI template has more than " + MAX_VARIABLES + " variables.");
        }
        return Optional.of(new UriTemplate(Pattern.compile(expression.toString())));
    }

    /** Tells whether the topic may be an expansion of the template. */
    boolean matches(String topic) {
        return pattern.matches(topic);
    }

    /** Returns the variables of an expression with their modifiers, none at all if one is malformed. */
    private static List<String> variables(String expression) {
        boolean hasOperator = !expression.isEmpty() && Operator.isSymbol(expression.charAt(0));
        String list = hasOperator ? expression.substring(1) : expression;
        var variables = new ArrayList<String>();
        for (String variable : list.split(",", -1)) {
            if (!VARIABLE.matches(variable)) {
                return List.of();
            }
            variables.add(variable);
        }
        return variables;
    }

    private static void appendExpression(Operator operator, List<String> variables, StringBuilder expression) {
        boolean explode = variables.stream().anyMatch(variable -> variable.endsWith("*"));
        // An exploded map writes name=value whatever the operator.
        String run = "(?:[" + operator.characters() + (explode ? "=" : "") + "]|%[0-9A-Fa-f]{2})*";
        expression.append("(?:").append(Pattern.quote(operator.first())).append(run);
        if (explode || variables.size() > 1) {
            String count = explode ? "*" : "{0," + (variables.size() - 1) + "}";
            expression
                    .append("(?:")
                    .append(Pattern.quote(operator.separator()))
                    .append(run)
                    .append(')')
                    .append(count);
        }
        expression.append(")?");
    }
}
