package dev.wellspring.auth;

import dev.wellspring.auth.jose.Json;
import dev.wellspring.topic.InvalidMatcher;
import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.ProtocolString;
import dev.wellspring.topic.TopicMatcher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the grants of a modern token from its {@code authorization_details}: an array of objects, of which those of
 * Mercure's type count and the others are nobody's business here.
 *
 * <p>One mistake in one Mercure object, and the token grants nothing at all: half of what an issuer meant is not what
 * it meant.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9396">RFC 9396, Rich Authorization Requests</a>
 */
final class AuthorizationDetails {
    static final String CLAIM = "authorization_details";
    static final String TYPE = "https://mercure.rocks/authorization-detail";

    private final Matchers matchers;
    private final TokenLimits limits;

    AuthorizationDetails(Matchers matchers, TokenLimits limits) {
        this.matchers = matchers;
        this.limits = limits;
    }

    /**
     * Returns the grants in the order of the token; none if there is no such claim.
     *
     * @throws InvalidToken if one is malformed or there are too many
     */
    List<Grant> grantsOf(Json.Members claims) {
        Json claim = claims.member(CLAIM).orElse(null);
        if (claim == null) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>();
        int total = 0;
        for (Json element : array(claim, "The " + CLAIM + " of the token is")) {
            if (!(element instanceof Json.Members detail)) {
                throw new InvalidToken("An element of " + CLAIM + " is not an object.");
            }
            if (detail.string("type").filter(TYPE::equals).isPresent()) {
                Grant grant = grant(detail);
                grants.add(grant);
                total += grant.topics().size();
                requireWithin(limits.details(), grants.size(), "Mercure objects");
                requireWithin(limits.matchers(), total, "matchers");
            }
        }
        return List.copyOf(grants);
    }

    private Grant grant(Json.Members detail) {
        Set<Action> actions = actions(nonEmpty(detail, "actions"));
        List<Json> topics = nonEmpty(detail, "topics");
        requireWithin(limits.matchers(), topics.size(), "matchers");
        Json payload = detail.member("payload").orElse(null);
        if (payload != null && !(payload instanceof Json.Members)) {
            throw new InvalidToken("The payload of a Mercure object in " + CLAIM + " is not an object.");
        }
        return new Grant(actions, topics.stream().map(this::matcher).toList(), text(payload));
    }

    private static @Nullable String text(@Nullable Json json) {
        return json == null ? null : json.text();
    }

    private static Set<Action> actions(List<Json> names) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (Json name : names) {
            if (!(name instanceof Json.Text text)) {
                throw new InvalidToken("In " + CLAIM + ", an element of actions is not a string.");
            }
            Stream.of(Action.values())
                    .filter(action -> action.protocolName().equals(text.value()))
                    .forEach(actions::add);
        }
        return actions;
    }

    private TopicMatcher matcher(Json element) {
        if (!(element instanceof Json.Members topic)) {
            throw new InvalidToken("In " + CLAIM + ", an element of topics is not an object with a match.");
        }
        String pattern = topic.string("match")
                .filter(match -> !match.isEmpty())
                .orElseThrow(() -> new InvalidToken("In " + CLAIM + ", a match is missing, empty or not a string."));
        if (pattern.getBytes(StandardCharsets.UTF_8).length > limits.patternBytes()) {
            throw new InvalidToken("In " + CLAIM + ", a match is longer than " + limits.patternBytes() + " bytes.");
        }
        ProtocolString.violation(pattern).ifPresent(violation -> {
            throw new InvalidToken("In " + CLAIM + ", a match " + violation + ".");
        });
        try {
            return matchers.matcher(type(topic), pattern);
        } catch (InvalidMatcher invalid) {
            throw new InvalidToken("In " + CLAIM + ", a match is not a usable URL Pattern.");
        }
    }

    private static MatcherType type(Json.Members topic) {
        if (topic.member("match_type").isEmpty()) {
            return MatcherType.EXACT;
        }
        return topic.string("match_type")
                .flatMap(MatcherType::named)
                .orElseThrow(() -> new InvalidToken("In " + CLAIM + ", a match_type is neither exact nor urlpattern."));
    }

    private static List<Json> nonEmpty(Json.Members detail, String name) {
        Json value = detail.member(name)
                .orElseThrow(() -> new InvalidToken("A Mercure object in " + CLAIM + " has no " + name + "."));
        List<Json> elements = array(value, "In " + CLAIM + ", " + name + " is");
        if (elements.isEmpty()) {
            throw new InvalidToken("In " + CLAIM + ", " + name + " is empty.");
        }
        return elements;
    }

    private static List<Json> array(Json value, String beginning) {
        if (value instanceof Json.Elements elements) {
            return elements.inOrder();
        }
        throw new InvalidToken(beginning + " not an array.");
    }

    private static void requireWithin(int limit, int count, String what) {
        if (count > limit) {
            throw new InvalidToken("The token has more than " + limit + " " + what + ".");
        }
    }
}
