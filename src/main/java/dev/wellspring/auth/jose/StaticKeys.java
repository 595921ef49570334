package dev.wellspring.auth.jose;

import java.util.List;

/** Keys that stay the same until the hub is started anew. Immutable. */
final class StaticKeys implements KeySource {
    private final List<VerificationKey> keys;

    StaticKeys(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    StaticKeys(VerificationKey key) {
        this(List.of(key));
    }

    @Override
    public List<VerificationKey> candidatesFor(SignedToken token) {
        return VerificationKey.candidates(keys, token);
    }

    @Override
    public boolean has(VerificationKey key) {
        return keys.contains(key);
    }
}
