package dev.wellspring.auth;

import dev.wellspring.auth.jose.Json;
import dev.wellspring.topic.InvalidMatcher;
import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the grants of a classic token from its {@code mercure} claim: two arrays of selectors and a payload. */
final class ClassicClaim {
    private static final String LONG_NAME = "https://mercure.rocks/";
    private static final String SHORT_NAME = "mercure";

    private final Matchers matchers;
    private final TokenLimits limits;

    ClassicClaim(Matchers matchers, TokenLimits limits) {
        this.matchers = matchers;
        this.limits = limits;
    }

    /**
     * Returns the access for an action; a token without the claim is one that grants nothing.
     *
     * @throws InvalidToken if the claim is malformed or too large
     */
    Access access(Action action, TokenClaims claims, Optional<Instant> expires) {
        Json claim = present(claims.members(), LONG_NAME)
                .or(() -> present(claims.members(), SHORT_NAME))
                .orElse(null);
        Grant grant = new Grant(Set.of(action), List.of(), null);
        String payload = null;
        if (claim instanceof Json.Members mercure) {
            // Both are read, whichever is asked for: a token is good or it is not.
            List<TopicMatcher> publish = selectors(mercure, Action.PUBLISH);
            List<TopicMatcher> subscribe = selectors(mercure, Action.SUBSCRIBE);
            grant = new Grant(Set.of(action), action == Action.PUBLISH ? publish : subscribe, null);
            payload = present(mercure, "payload").map(Json::text).orElse(null);
        } else if (claim != null) {
            throw new InvalidToken("The mercure claim of the token is not an object.");
        }
        return new Access(
                action,
                Generation.CLASSIC,
                List.of(grant),
                payload,
                expires.orElse(null),
                claims.subject().orElse(null));
    }

    private List<TopicMatcher> selectors(Json.Members mercure, Action action) {
        Json value = present(mercure, action.protocolName()).orElse(null);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.Elements selectors)) {
            throw new InvalidToken("In the mercure claim, " + action.protocolName() + " is not an array.");
        }
        if (selectors.inOrder().size() > limits.selectors()) {
            throw new InvalidToken("The token has more than " + limits.selectors() + " selectors.");
        }
        return selectors.inOrder().stream().map(this::selector).toList();
    }

    private TopicMatcher selector(Json element) {
        if (!(element instanceof Json.Text selector)) {
            throw new InvalidToken("In the mercure claim, a selector is not a string.");
        }
        if (selector.value().getBytes(StandardCharsets.UTF_8).length > limits.patternBytes()) {
            throw new InvalidToken(
                    "In the mercure claim, a selector is longer than " + limits.patternBytes() + " bytes.");
        }
        try {
            return matchers.selector(selector.value());
        } catch (InvalidMatcher costly) {
            throw new InvalidToken("In the mercure claim, a selector is a template that would cost too much to match.");
        }
    }

    /** Returns a member; {@code null} is what many libraries write for a member that is not there. */
    private static Optional<Json> present(Json.Members members, String name) {
        return members.member(name).filter(value -> !(value instanceof Json.Literal literal && literal.isNull()));
    }
}
