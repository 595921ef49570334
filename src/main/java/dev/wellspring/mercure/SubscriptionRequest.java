package dev.wellspring.mercure;

import dev.wellspring.hub.Cursor;
import dev.wellspring.hub.WhenSlow;
import dev.wellspring.topic.InvalidMatcher;
import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.ProtocolString;
import dev.wellspring.topic.TopicMatcher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks for.
 *
 * @param matchers what selects its updates, each once, in the order asked for
 * @param classic whether a classic selector ({@code topic=}) is among them
 * @param modern whether a modern matcher ({@code match…=}) is among them
 * @param cursor from where it wants to read
 * @param gapEvents whether it wants to be told in the stream when it has missed something
 * @param whenSlow what it wants should it not keep up
 */
record SubscriptionRequest(
        List<TopicMatcher> matchers,
        boolean classic,
        boolean modern,
        Cursor cursor,
        boolean gapEvents,
        WhenSlow whenSlow) {

    private static final String EARLIEST = "earliest";

    /**
     * Reads the request.
     *
     * @param header the header {@code Last-Event-ID} as UTF-8, null if there is none; it counts before any parameter
     * @throws InvalidParameter if a parameter is missing or breaks a rule
     * @throws TooLarge never: what is over a limit here is 400, as the protocol has it
     */
    static SubscriptionRequest read(Parameters parameters, @Nullable String header, Matchers matchers, Limits limits) {
        Set<TopicMatcher> selected = new LinkedHashSet<>();
        boolean classic = false;
        boolean modern = false;
        int asked = 0;
        for (Parameters.Pair pair : parameters.pairs()) {
            MatcherType type = typeOf(pair.name());
            if (type == null) {
                continue;
            }
            if (++asked > limits.matchers()) {
                throw new InvalidParameter("A connection may have at most " + limits.matchers() + " matchers.");
            }
            selected.add(matcher(type, pair, matchers, limits));
            classic |= type == MatcherType.TEMPLATE;
            modern |= type != MatcherType.TEMPLATE;
        }
        if (selected.isEmpty()) {
            throw new InvalidParameter(
                    "There is nothing to subscribe to: give at least one 'match', 'match_urlpattern' or 'topic'.");
        }
        return new SubscriptionRequest(
                new ArrayList<>(selected),
                classic,
                modern,
                cursor(parameters, header),
                parameters.first("gap").orElse("").equals("event"),
                whenSlow(parameters.first("slow").orElse("")));
    }

    private static WhenSlow whenSlow(String asked) {
        return switch (asked) {
            case "", "disconnect" -> WhenSlow.DISCONNECT;
            case "conflate" -> WhenSlow.CONFLATE;
            case "drop" -> WhenSlow.DROP_OLDEST;
            default ->
                throw new InvalidParameter("The parameter 'slow' is 'disconnect', 'conflate' or 'drop', not "
                        + Parameters.quoted(asked) + ".");
        };
    }

    /** What kind of matcher a parameter is; null if it is none, and is ignored. */
    private static @Nullable MatcherType typeOf(String name) {
        return switch (name) {
            case "topic" -> MatcherType.TEMPLATE;
            case "match", "match_exact" -> MatcherType.EXACT;
            case "match_urlpattern" -> MatcherType.URL_PATTERN;
            default -> {
                // A misspelt matcher must not be ignored: its subscriber would wait for ever.
                if (name.toLowerCase(Locale.ROOT).startsWith("match")) {
                    throw new InvalidParameter("The parameter " + Parameters.quoted(name)
                            + " is not known: matchers are 'match', 'match_exact' and 'match_urlpattern'.");
                }
                yield null;
            }
        };
    }

    private static TopicMatcher matcher(MatcherType type, Parameters.Pair pair, Matchers matchers, Limits limits) {
        String pattern = pair.text();
        if (pattern.getBytes(StandardCharsets.UTF_8).length > limits.patternBytes()) {
            throw new InvalidParameter("A pattern may have at most " + limits.patternBytes() + " bytes; one in '"
                    + pair.name() + "' has more.");
        }
        ProtocolString.violation(pattern).ifPresent(what -> {
            throw new InvalidParameter("The parameter '" + pair.name() + "' " + what + ".");
        });
        try {
            return matchers.matcher(type, pattern);
        } catch (InvalidMatcher e) {
            throw new InvalidParameter(String.valueOf(e.getMessage()));
        }
    }

    private static Cursor cursor(Parameters parameters, @Nullable String header) {
        String id = header != null
                ? header
                : parameters
                        .first("last_event_id")
                        .or(() -> parameters.first("lastEventID"))
                        .orElse("");
        return switch (id) {
            case "" -> new Cursor.Live();
            case EARLIEST -> new Cursor.Earliest();
            default -> new Cursor.After(id);
        };
    }
}
