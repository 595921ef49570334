package dev.wellspring.topic;

import dev.wellspring.topic.Part.Kind;
import dev.wellspring.topic.Part.Modifier;
import java.util.List;

/**
 * Writes the parts of a component back as a pattern, in the shortest form that reads as the same parts: what a browser shows as a property of
 * its URLPattern, so that vectors can look at how a pattern was read.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#generate-a-pattern-string">URL Pattern Standard, generate a pattern string</a>
 */
final class PatternText {
    private final List<Part> parts;
    private final ComponentSyntax syntax;

    private PatternText(List<Part> parts, ComponentSyntax syntax) {
        this.parts = parts;
        this.syntax = syntax;
    }

    static String of(List<Part> parts, ComponentSyntax syntax) {
        var writer = new PatternText(parts, syntax);
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(writer.part(i));
        }
        return text.toString();
    }

    private String part(int index) {
        Part part = parts.get(index);
        String modifier = part.modifier().symbol();
        if (part.kind() == Kind.FIXED_TEXT) {
            String text = escaped(part.value());
            return part.modifier() == Modifier.NONE ? text : "{" + text + "}" + modifier;
        }
        boolean grouped = needsBraces(index);
        String escape =
                part.kind() == Kind.SEGMENT_WILDCARD && isNamed(part) && continuesName(part.suffix()) ? "\\" : "";
        String text = escaped(part.prefix()) + group(index, grouped) + escape + escaped(part.suffix());
        return (grouped ? "{" + text + "}" : text) + modifier;
    }

    private String group(int index, boolean grouped) {
        Part part = parts.get(index);
        String name = isNamed(part) ? ":" + part.name() : "";
        return switch (part.kind()) {
            case REGEXP -> name + "(" + part.value() + ")";
            case SEGMENT_WILDCARD -> name.isEmpty() ? "(" + syntax.segmentWildcard() + ")" : name;
            default -> {
                boolean alone = index == 0
                        || parts.get(index - 1).kind() == Kind.FIXED_TEXT
                        || parts.get(index - 1).modifier() != Modifier.NONE
                        || grouped
                        || !part.prefix().isEmpty();
                yield name.isEmpty() && alone ? "*" : name + "(.*)";
            }
        };
    }

    private boolean needsBraces(int index) {
        Part part = parts.get(index);
        if (!part.suffix().isEmpty()
                || (!part.prefix().isEmpty() && !part.prefix().equals(syntax.prefix()))) {
            return true;
        }
        if (isNamed(part)
                && part.kind() == Kind.SEGMENT_WILDCARD
                && part.modifier() == Modifier.NONE
                && index + 1 < parts.size()) {
            Part next = parts.get(index + 1);
            boolean bare = next.prefix().isEmpty() && next.suffix().isEmpty();
            if (bare && (next.kind() == Kind.FIXED_TEXT ? continuesName(next.value()) : !isNamed(next))) {
                return true;
            }
        }
        return part.prefix().isEmpty()
                && index > 0
                && parts.get(index - 1).kind() == Kind.FIXED_TEXT
                && !syntax.prefix().isEmpty()
                && parts.get(index - 1).value().endsWith(syntax.prefix());
    }

    private static boolean isNamed(Part part) {
        return !Character.isDigit(part.name().charAt(0));
    }

    private static boolean continuesName(String text) {
        return !text.isEmpty() && (text.charAt(0) == '$' || Character.isUnicodeIdentifierPart(text.codePointAt(0)));
    }

    private static String escaped(String text) {
        return text.replaceAll("([+*?:{}()\\\\])", "\\\\$1");
    }
}
