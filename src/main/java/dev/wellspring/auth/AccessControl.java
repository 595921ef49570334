package dev.wellspring.auth;

import dev.wellspring.topic.Matchers;
import java.time.InstantSource;

/**
 * Decides what the sender of a request may do, by the token it presents. Thread-safe, and without threads of its own;
 * the caller of {@link #admit} may have to wait for a key set to be fetched, for a few seconds at most.
 */
public final class AccessControl {
    private final AuthSettings settings;
    private final CrossSiteGuard crossSite;
    private final TokenVerifier verifier;
    private final VerifiedTokens verified;

    /**
     * @param matchers makes the matchers of the hub
     * @param clock tells when tokens begin and end
     */
    public AccessControl(AuthSettings settings, Matchers matchers, InstantSource clock) {
        this.settings = settings;
        this.crossSite = new CrossSiteGuard(settings.presentation().publishOrigins());
        this.verifier = new TokenVerifier(settings, matchers, clock);
        this.verified = new VerifiedTokens(settings.rememberedTokens(), clock);
    }

    /**
     * Returns what the sender of a request may do. That there is a token is no reason yet to refuse those whose token
     * grants nothing: subscribers may receive what is public, and {@link Access#requirePublish} tells publishers.
     *
     * @param action what the request is about, which decides which keys are trusted
     * @throws TokenRequired if there is no token and there must be
     * @throws InvalidToken if there is one and it is not good; those with a bad token are never taken for anonymous
     * @throws InvalidRequest if the token is presented in a way that cannot be accepted
     * @throws dev.wellspring.auth.jose.KeysUnavailable if the keys that decide cannot be fetched now
     */
    public Access admit(Credentials credentials, Action action) {
        PresentedToken token =
                PresentedToken.in(credentials, settings.presentation()).orElse(null);
        if (token == null) {
            if (action == Action.SUBSCRIBE && settings.anonymousSubscribers()) {
                return Access.anonymous();
            }
            throw new TokenRequired("This needs a token, in the Authorization header or the cookie "
                    + settings.presentation().cookie() + ".");
        }
        if (token.place().isSentByBrowsers() && !credentials.safe()) {
            crossSite.check(credentials);
        }
        return verified.find(token, action).orElseGet(() -> verify(token, action));
    }

    private Access verify(PresentedToken token, Action action) {
        VerifiedTokens.Verified result = verifier.verify(token, action);
        verified.remember(token, action, result);
        return result.access();
    }
}
