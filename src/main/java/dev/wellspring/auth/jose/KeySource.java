package dev.wellspring.auth.jose;

import java.util.List;

/** Where the keys of one {@link KeyMaterial} are. Thread-safe. */
public sealed interface KeySource permits StaticKeys, FetchedKeys {
    /**
     * Returns the keys that may have signed the token: those its algorithm is allowed for, the one it names first. What
     * a token says about its key is a hint and no more: a static key need not have a name at all.
     *
     * @throws KeysUnavailable if they cannot be had now
     */
    List<VerificationKey> candidatesFor(SignedToken token);

    /**
     * Whether the key is one of these now, and not one that was withdrawn since.
     *
     * @throws KeysUnavailable if that cannot be known now
     */
    boolean has(VerificationKey key);
}
