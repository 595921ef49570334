package dev.wellspring.topic;

import dev.wellspring.topic.url.Canonical;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits a pattern that is written like a URL into the patterns of its components.
 *
 * <p>This cannot be done with a URL parser, as the pattern's own syntax gets in the way: the colon of a name is not the colon of a port, the
 * question mark after a group makes it optional and begins no query, and nothing inside braces or parentheses delimits anything. So the tokens
 * are walked once, with the component that is being read as the state. Text whose meaning depends on what follows is read again: up to the
 * first colon it may be a scheme or a path, up to an at sign it may be credentials or a host.
 *
 * <p>Lives for one call.
 *
 * @see <a href="https://urlpattern.spec.whatwg.org/#constructor-string-parsing">URL Pattern Standard, constructor string parsing</a>
 */
final class ConstructorString {
    private enum State {
        INIT(null),
        PROTOCOL(UrlComponent.PROTOCOL),
        AUTHORITY(null),
        USERNAME(UrlComponent.USERNAME),
        PASSWORD(UrlComponent.PASSWORD),
        HOSTNAME(UrlComponent.HOSTNAME),
        PORT(UrlComponent.PORT),
        PATHNAME(UrlComponent.PATHNAME),
        SEARCH(UrlComponent.SEARCH),
        HASH(UrlComponent.HASH),
        DONE(null);

        private final @Nullable UrlComponent component;

        State(@Nullable UrlComponent component) {
            this.component = component;
        }

        boolean isBetween(State first, State last) {
            return compareTo(first) >= 0 && compareTo(last) <= 0;
        }
    }

    private final String input;
    private final List<Token> tokens;
    private final Map<UrlComponent, String> result = new EnumMap<>(UrlComponent.class);
    private State state = State.INIT;
    private int index;
    private int start;
    private int braces;
    private int brackets;
    private boolean special;

    private ConstructorString(String input) {
        this.input = input;
        this.tokens = Tokenizer.lenient(input);
    }

    /**
     * Returns the patterns of the components that the string gives.
     *
     * @throws InvalidMatcher if the pattern of its scheme is malformed
     */
    static Map<UrlComponent, String> parse(String input) {
        return new ConstructorString(input).components();
    }

    private Map<UrlComponent, String> components() {
        while (state != State.DONE) {
            Token token = tokens.get(index);
            boolean moved = switch (token.kind()) {
                case END -> end();
                case OPEN -> {
                    braces++;
                    yield false;
                }
                case CLOSE -> {
                    braces = Math.max(0, braces - 1);
                    yield braces == 0 && step();
                }
                default -> braces == 0 && step();
            };
            if (!moved) {
                index++;
            }
        }
        if (result.containsKey(UrlComponent.HOSTNAME)) {
            // A host without a port is the host on the default port, not on any.
            result.putIfAbsent(UrlComponent.PORT, "");
        }
        return result;
    }

    /** Ends the string in this state; true because the walk has gone somewhere. */
    private boolean end() {
        return switch (state) {
            case INIT -> {
                // No scheme, so it is relative: read it again as what it begins with.
                index = start;
                yield isHashPrefix()
                        ? change(State.HASH, 1)
                        : isSearchPrefix() ? change(State.SEARCH, 1) : change(State.PATHNAME, 0);
            }
            case AUTHORITY -> rewind(State.HOSTNAME);
            default -> change(State.DONE, 0);
        };
    }

    /** Looks at the current token; true if it ended the component, so that the walk goes on elsewhere. */
    private boolean step() {
        return switch (state) {
            case INIT -> is(index, ":") && rewind(State.PROTOCOL);
            case PROTOCOL -> is(index, ":") && afterProtocol();
            case AUTHORITY ->
                is(index, "@")
                        ? rewind(State.USERNAME)
                        : (is(index, "/") || isSearchPrefix() || isHashPrefix()) && rewind(State.HOSTNAME);
            case USERNAME -> is(index, ":") ? change(State.PASSWORD, 1) : is(index, "@") && change(State.HOSTNAME, 1);
            case PASSWORD -> is(index, "@") && change(State.HOSTNAME, 1);
            case HOSTNAME -> hostname();
            case PORT -> (is(index, "/") && change(State.PATHNAME, 0)) || tail();
            case PATHNAME -> tail();
            case SEARCH -> isHashPrefix() && change(State.HASH, 1);
            case HASH, DONE -> false;
        };
    }

    private boolean afterProtocol() {
        special = matchesSpecialScheme();
        if (is(index + 1, "/") && is(index + 2, "/")) {
            return change(State.AUTHORITY, 3);
        }
        return change(special ? State.AUTHORITY : State.PATHNAME, 1);
    }

    private boolean hostname() {
        if (is(index, "[")) {
            brackets++;
        } else if (is(index, "]")) {
            brackets--;
        } else if (is(index, ":") && brackets == 0) {
            return change(State.PORT, 1);
        } else if (is(index, "/")) {
            return change(State.PATHNAME, 0);
        } else {
            return tail();
        }
        return false;
    }

    private boolean tail() {
        return isSearchPrefix() ? change(State.SEARCH, 1) : isHashPrefix() && change(State.HASH, 1);
    }

    private boolean change(State next, int skip) {
        if (state.component != null) {
            result.put(state.component, text());
        }
        if (state != State.INIT && next != State.DONE) {
            fillGap(next);
        }
        state = next;
        index += skip;
        start = index;
        return true;
    }

    /** What lies between two components that the string gives is empty, not arbitrary. */
    private void fillGap(State next) {
        if (state.isBetween(State.PROTOCOL, State.PASSWORD) && next.isBetween(State.PORT, State.HASH)) {
            result.putIfAbsent(UrlComponent.HOSTNAME, "");
        }
        if (state.isBetween(State.PROTOCOL, State.PORT) && next.isBetween(State.SEARCH, State.HASH)) {
            result.putIfAbsent(UrlComponent.PATHNAME, special ? "/" : "");
        }
        if (state.isBetween(State.PROTOCOL, State.PATHNAME) && next == State.HASH) {
            result.putIfAbsent(UrlComponent.SEARCH, "");
        }
    }

    private boolean rewind(State next) {
        index = start;
        state = next;
        return true;
    }

    private String text() {
        return input.substring(
                tokens.get(Math.min(start, tokens.size() - 1)).index(),
                tokens.get(index).index());
    }

    private boolean matchesSpecialScheme() {
        return ComponentPattern.compile(text(), ComponentSyntax.plain(Canonical::protocol))
                .matchesSpecialScheme();
    }

    private boolean isSearchPrefix() {
        if (is(index, "?")) {
            return true;
        }
        if (!tokens.get(index).value().equals("?")) {
            return false;
        }
        if (index == 0) {
            return true;
        }
        return switch (tokens.get(index - 1).kind()) {
            case NAME, REGEXP, CLOSE, ASTERISK -> false;
            default -> true;
        };
    }

    private boolean isHashPrefix() {
        return is(index, "#");
    }

    /** Tells whether there is this character at the index, and not as part of the pattern syntax. */
    private boolean is(int at, String character) {
        Token token = tokens.get(Math.min(at, tokens.size() - 1));
        return switch (token.kind()) {
            case CHAR, ESCAPED_CHAR, INVALID_CHAR -> token.value().equals(character);
            default -> false;
        };
    }
}
