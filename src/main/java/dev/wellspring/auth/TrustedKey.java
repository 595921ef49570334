package dev.wellspring.auth;

import dev.wellspring.auth.jose.KeyMaterial;
import java.util.Optional;
import java.util.Set;

/**
 * A key, and what it is trusted for.
 *
 * @param material the key or keys
 * @param issuer the {@code iss} whose modern tokens it verifies; empty if it verifies none
 * @param classic whether it verifies classic tokens
 * @param actions what tokens it has verified may be used for
 */
public record TrustedKey(KeyMaterial material, Optional<String> issuer, boolean classic, Set<Action> actions) {
    /** @throws IllegalArgumentException if it is trusted for nothing, or the issuer is empty */
    public TrustedKey {
        actions = Set.copyOf(actions);
        if (issuer.isEmpty() && !classic) {
            throw new IllegalArgumentException("A key needs an issuer, or must be enabled for classic tokens.");
        }
        if (issuer.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("The issuer of a key is not blank.");
        }
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("A key is for publishers, for subscribers or for both.");
        }
    }
}
