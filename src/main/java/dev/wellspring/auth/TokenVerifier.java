package dev.wellspring.auth;

import dev.wellspring.auth.jose.InvalidJws;
import dev.wellspring.auth.jose.SignedToken;
import dev.wellspring.topic.Matchers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks a token by all the rules of its generation. A token is modern if it says so in either of two ways; then
 * nothing but the modern rules can make it good, also where the same key is trusted for classic tokens. Thread-safe.
 */
final class TokenVerifier {
    /** A media type without its usual prefix (RFC 9068, section 2.1). */
    private static final Pattern MODERN_TYPE = Pattern.compile("(application/)?at\\+jwt", Pattern.CASE_INSENSITIVE);

    private final AuthSettings settings;
    private final Keyring keyring;
    private final AuthorizationDetails details;
    private final ClassicClaim classic;
    private final InstantSource clock;

    TokenVerifier(AuthSettings settings, Matchers matchers, InstantSource clock) {
        this.settings = settings;
        this.keyring = new Keyring(settings.keys(), clock);
        this.details = new AuthorizationDetails(matchers, settings.limits());
        this.classic = new ClassicClaim(matchers, settings.limits());
        this.clock = clock;
    }

    /** @throws InvalidToken if the token is not good */
    VerifiedTokens.Verified verify(PresentedToken presented, Action action) {
        SignedToken token;
        try {
            token = SignedToken.parse(presented.text(), settings.limits().length());
        } catch (InvalidJws invalid) {
            throw new InvalidToken(invalid.sentence());
        }
        boolean typed =
                token.type().filter(it -> MODERN_TYPE.matcher(it).matches()).isPresent();
        boolean modern =
                typed || token.claims().member(AuthorizationDetails.CLAIM).isPresent();
        if (presented.place().isClassicOnly()) {
            if (modern) {
                throw new InvalidToken("A token of this kind belongs in the Authorization header or the cookie "
                        + settings.presentation().cookie() + ".");
            }
            return held(verifyClassic(token, action), "", presented);
        }
        return modern || !keyring.knowsClassic()
                ? held(verifyModern(token, typed, action), new TokenClaims(token.claims()).issuer(), presented)
                : held(verifyClassic(token, action), "", presented);
    }

    /** Issuers name their subjects independently of each other; classic tokens have one space for all. */
    private static VerifiedTokens.Verified held(
            VerifiedTokens.Verified verified, String issuer, PresentedToken presented) {
        Access access = verified.access();
        String holder = access.subject()
                .map(subject -> "sub " + issuer + " " + subject)
                .orElseGet(() -> "token " + presented.hash());
        return new VerifiedTokens.Verified(access.heldBy(holder), verified.voucher());
    }

    private VerifiedTokens.Verified verifyModern(SignedToken token, boolean typed, Action action) {
        if (!typed) {
            throw new InvalidToken("The typ in the header of the token is "
                    + (token.type().isEmpty() ? "missing" : "wrong") + ": it must be at+jwt.");
        }
        var claims = new TokenClaims(token.claims());
        Keyring.Voucher voucher = keyring.ofIssuer(claims.issuer(), token, action);
        claims.requireAudience(settings.resource().orElseThrow());
        Instant end = claims.endAfter(clock).orElseThrow(() -> new InvalidToken("The token has no exp."));
        claims.requireBegun(clock, settings.clockTolerance());
        List<Grant> grants = details.grantsOf(token.claims());
        var access = new Access(
                action, Generation.MODERN, grants, null, end, claims.subject().orElse(null));
        return new VerifiedTokens.Verified(access, voucher);
    }

    private VerifiedTokens.Verified verifyClassic(SignedToken token, Action action) {
        Keyring.Voucher voucher = keyring.ofClassic(token, action);
        var claims = new TokenClaims(token.claims());
        Optional<Instant> end = claims.endAfter(clock);
        claims.requireBegun(clock, settings.clockTolerance());
        return new VerifiedTokens.Verified(classic.access(action, claims, end), voucher);
    }
}
