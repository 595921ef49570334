package dev.wellspring.topic;

import dev.wellspring.topic.url.InvalidUrl;
import java.util.function.UnaryOperator;

/**
 * How the pattern of one component is written.
 *
 * @param delimiter what a named group does not cross: a dot in host names, a slash in paths, empty elsewhere
 * @param prefix what belongs to the group it stands before: a slash in paths, empty elsewhere
 * @param encoding brings literal text into the form it has in a URL
 */
record ComponentSyntax(String delimiter, String prefix, UnaryOperator<String> encoding) {
    static ComponentSyntax plain(UnaryOperator<String> encoding) {
        return new ComponentSyntax("", "", encoding);
    }

    static ComponentSyntax hostname(UnaryOperator<String> encoding) {
        return new ComponentSyntax(".", "", encoding);
    }

    static ComponentSyntax pathname(UnaryOperator<String> encoding) {
        return new ComponentSyntax("/", "/", encoding);
    }

    /** Returns the regular expression of a group that has none of its own. */
    String segmentWildcard() {
        return "[^" + (delimiter.isEmpty() ? "" : "\\" + delimiter) + "]+?";
    }

    /**
     * Returns the literal text in canonical form.
     *
     * @throws InvalidMatcher if the component cannot have it
     */
    String encode(String literal) {
        try {
            return encoding.apply(literal);
        } catch (InvalidUrl cause) {
            throw new InvalidMatcher("The URL pattern is malformed: " + cause.getMessage() + ".");
        }
    }
}
