package dev.wellspring.auth;

import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.KeySource;
import dev.wellspring.auth.jose.KeysUnavailable;
import dev.wellspring.auth.jose.SignedToken;
import dev.wellspring.auth.jose.VerificationKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The trusted keys, and which of them may vouch for a token: those of its issuer, or those for classic tokens, and in
 * both cases only those trusted for the action. Thread-safe.
 */
final class Keyring {
    private final List<Entry> entries;

    private record Entry(TrustedKey trust, KeySource source) {}

    /** The key that has signed a token, and where it must still be for the token to be good. */
    record Voucher(KeySource source, VerificationKey key) {
        boolean stillHolds() {
            return source.has(key);
        }
    }

    Keyring(List<TrustedKey> keys, InstantSource clock) {
        // The same set for two roles is fetched once.
        Map<KeyMaterial, KeySource> sources = new HashMap<>();
        this.entries = keys.stream()
                .map(key -> new Entry(key, sources.computeIfAbsent(key.material(), material -> material.open(clock))))
                .toList();
    }

    /** Whether any key is for classic tokens. */
    boolean knowsClassic() {
        return entries.stream().anyMatch(entry -> entry.trust().classic());
    }

    /**
     * Returns the key of an issuer that has signed the token.
     *
     * @throws InvalidToken if there is none
     * @throws KeysUnavailable if there is none among the keys that can be had
     */
    Voucher ofIssuer(String issuer, SignedToken token, Action action) {
        List<Entry> trusted =
                having(entries, trust -> trust.issuer().filter(issuer::equals).isPresent());
        if (trusted.isEmpty()) {
            throw new InvalidToken("The iss of the token is not an issuer that this hub trusts.");
        }
        return signer(trusted, token, action);
    }

    /**
     * Returns the key for classic tokens that has signed the token.
     *
     * @throws InvalidToken if there is none
     * @throws KeysUnavailable if there is none among the keys that can be had
     */
    Voucher ofClassic(SignedToken token, Action action) {
        return signer(having(entries, TrustedKey::classic), token, action);
    }

    private static List<Entry> having(List<Entry> entries, Predicate<TrustedKey> property) {
        return entries.stream().filter(entry -> property.test(entry.trust())).toList();
    }

    private static Voucher signer(List<Entry> trusted, SignedToken token, Action action) {
        List<Entry> forAction = having(trusted, trust -> trust.actions().contains(action));
        if (forAction.isEmpty()) {
            throw new InvalidToken("The keys for such tokens are not trusted for " + action.protocolName() + ".");
        }
        boolean tried = false;
        @Nullable KeysUnavailable unavailable = null;
        for (Entry entry : forAction) {
            try {
                for (VerificationKey key : entry.source().candidatesFor(token)) {
                    tried = true;
                    if (key.hasSigned(token)) {
                        return new Voucher(entry.source(), key);
                    }
                }
            } catch (KeysUnavailable notNow) {
                unavailable = notNow;
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        throw new InvalidToken(
                tried
                        ? "The signature of the token is not by a trusted key."
                        : "There is no trusted key for the alg of the token.");
    }
}
