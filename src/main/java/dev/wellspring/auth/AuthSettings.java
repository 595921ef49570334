package dev.wellspring.auth;

import dev.wellspring.auth.jose.KeyMaterial;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What the operator decides about access. Made of checked parts, so that the rest of the room need not doubt it; every
 * mistake is an {@link IllegalArgumentException} whose message is one sentence for the operator and quotes no key.
 *
 * @param resource the resource identifier of the hub, which the {@code aud} of every modern token must contain; needed
 *     as soon as a key has an issuer, usually the hub's own URL
 * @param keys the keys that verify tokens; without any, nobody publishes
 * @param anonymousSubscribers whether one may subscribe without a token, to public updates only
 * @param presentation where tokens may be, besides the header
 * @param limits how large a token may be
 * @param clockTolerance how far ahead the clock of an issuer may be when it says that a token begins. A token ends at
 *     its {@code exp} regardless: its connections have to end then, so nothing could be gained from tolerance
 * @param rememberedTokens how many verified tokens are remembered, so that one who reconnects is let in at once; 0 for
 *     none
 */
public record AuthSettings(
        Optional<String> resource,
        List<TrustedKey> keys,
        boolean anonymousSubscribers,
        Presentation presentation,
        TokenLimits limits,
        Duration clockTolerance,
        int rememberedTokens) {

    public static final Duration DEFAULT_CLOCK_TOLERANCE = Duration.ofSeconds(5);
    public static final int DEFAULT_REMEMBERED_TOKENS = 10_000;
    /** The issuer of the protocol's example tokens. */
    public static final String DEMO_ISSUER = "https://localhost";
    /** The hub of the protocol's example tokens. */
    public static final String DEMO_RESOURCE = "https://localhost/.well-known/mercure";

    private static final Duration MOST_TOLERANCE = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1_000_000;

    /** @throws IllegalArgumentException if the parts do not fit together */
    public AuthSettings {
        keys = List.copyOf(keys);
        resource.ifPresent(AuthSettings::requireIdentifier);
        if (resource.isEmpty() && keys.stream().anyMatch(key -> key.issuer().isPresent())) {
            throw new IllegalArgumentException("Tokens of an issuer are for one hub: set its resource identifier.");
        }
        if (clockTolerance.isNegative() || clockTolerance.compareTo(MOST_TOLERANCE) > 0) {
            throw new IllegalArgumentException(
                    "The tolerance for the clock of an issuer is between none and five minutes.");
        }
        if (rememberedTokens < 0 || rememberedTokens > MOST_REMEMBERED) {
            throw new IllegalArgumentException("Between 0 and " + MOST_REMEMBERED + " tokens can be remembered.");
        }
    }

    /** These keys for the hub with this resource identifier, and everything else as it is safe. */
    public static AuthSettings of(Optional<String> resource, List<TrustedKey> keys) {
        return new AuthSettings(
                resource,
                keys,
                false,
                Presentation.DEFAULT,
                TokenLimits.DEFAULT,
                DEFAULT_CLOCK_TOLERANCE,
                DEFAULT_REMEMBERED_TOKENS);
    }

    /**
     * The configuration of the protocol's examples and test suites: one secret that everybody knows, for tokens of both
     * generations, and anybody may subscribe. For trying things out; see {@link #usesWellKnownSecret()}.
     */
    public static AuthSettings demo() {
        var key = new TrustedKey(
                KeyMaterial.Secret.hs256(KeyMaterial.WELL_KNOWN_SECRET),
                Optional.of(DEMO_ISSUER),
                true,
                EnumSet.allOf(Action.class));
        return of(Optional.of(DEMO_RESOURCE), List.of(key)).withAnonymousSubscribers(true);
    }

    /** The same for the hub with another resource identifier. */
    public AuthSettings withResource(String identifier) {
        return new AuthSettings(
                Optional.of(identifier),
                keys,
                anonymousSubscribers,
                presentation,
                limits,
                clockTolerance,
                rememberedTokens);
    }

    /** The same with another decision about those who have no token. */
    public AuthSettings withAnonymousSubscribers(boolean allowed) {
        return new AuthSettings(resource, keys, allowed, presentation, limits, clockTolerance, rememberedTokens);
    }

    /** The same with tokens in other places. */
    public AuthSettings withPresentation(Presentation other) {
        return new AuthSettings(resource, keys, anonymousSubscribers, other, limits, clockTolerance, rememberedTokens);
    }

    /** The same with other limits. */
    public AuthSettings withLimits(TokenLimits other) {
        return new AuthSettings(
                resource, keys, anonymousSubscribers, presentation, other, clockTolerance, rememberedTokens);
    }

    /** The same, remembering another number of tokens. */
    public AuthSettings withRememberedTokens(int number) {
        return new AuthSettings(resource, keys, anonymousSubscribers, presentation, limits, clockTolerance, number);
    }

    /**
     * Whether a key is the secret of the protocol's examples, with which anybody can sign: no configuration for
     * production.
     */
    public boolean usesWellKnownSecret() {
        return keys.stream().anyMatch(key -> key.material().isWellKnown());
    }

    /** Returns what is allowed and still worth telling the operator at the start, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (usesWellKnownSecret()) {
            warnings.add("The secret that verifies tokens is the well-known one of the examples:"
                    + " anybody can publish and read everything.");
        }
        if (keys.stream().noneMatch(key -> key.actions().contains(Action.PUBLISH))) {
            warnings.add("No key verifies the tokens of publishers: nobody can publish.");
        }
        if (!anonymousSubscribers
                && keys.stream().noneMatch(key -> key.actions().contains(Action.SUBSCRIBE))) {
            warnings.add("No key verifies the tokens of subscribers, and they need one: nobody can subscribe.");
        }
        if (presentation.publishOrigins().contains("*")) {
            warnings.add("Every web page may publish with the cookie of whoever visits it.");
        }
        if (presentation.classicQuery()) {
            warnings.add(
                    "Classic tokens are accepted in the query, where access logs and browser histories keep them.");
        }
        for (TrustedKey key : keys) {
            if (key.material() instanceof KeyMaterial.FetchedKeySet set && isPlain(set.url())) {
                warnings.add("A key set is fetched without TLS: whoever is on the way can put in a key.");
            }
        }
        return List.copyOf(warnings);
    }

    private static boolean isPlain(URI url) {
        return "http".equalsIgnoreCase(url.getScheme());
    }

    private static void requireIdentifier(String resource) {
        try {
            URI uri = new URI(resource);
            if (uri.isAbsolute()
                    && uri.getRawFragment() == null
                    && resource.chars().allMatch(c -> c < 0x7F)) {
                return;
            }
        } catch (URISyntaxException malformed) {
            // The same as a relative one.
        }
        throw new IllegalArgumentException(
                "The resource identifier of the hub is an absolute URL without fragment, in ASCII.");
    }
}
