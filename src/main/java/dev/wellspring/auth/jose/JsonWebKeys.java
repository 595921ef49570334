package dev.wellspring.auth.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys in a JSON Web Key Set that verify signatures. Those meant for something else are passed over; a key without
 * {@code alg} is good for every algorithm of its kind.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517, JSON Web Key</a>
 */
final class JsonWebKeys {
    private JsonWebKeys() {}

    /**
     * Reads a set that the operator wrote.
     *
     * @throws IllegalArgumentException if it is no key set, has no key for signatures, or one that is weak or unknown
     */
    static List<VerificationKey> readConfigured(String json) {
        JWKSet set;
        try {
            set = JWKSet.parse(json);
        } catch (ParseException malformed) {
            // Its message may quote a key.
            throw new IllegalArgumentException("The key set is not a JSON Web Key Set, {\"keys\":[…]}.");
        }
        List<VerificationKey> keys = set.getKeys().stream()
                .filter(JsonWebKeys::isForSignatures)
                .map(JsonWebKeys::verificationKey)
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("The key set has no key for signatures.");
        }
        return keys;
    }

    /**
     * Reads a set that somebody published: what cannot be used is left out, and so is a secret, as it no longer is one.
     */
    static List<VerificationKey> readFetched(JWKSet set) {
        List<VerificationKey> keys = new ArrayList<>();
        for (JWK key : set.getKeys()) {
            if (isForSignatures(key) && !(key instanceof OctetSequenceKey)) {
                try {
                    keys.add(verificationKey(key));
                } catch (IllegalArgumentException notForUs) {
                    // A weak or unknown key among good ones must not keep these from being used.
                }
            }
        }
        return List.copyOf(keys);
    }

    private static boolean isForSignatures(JWK key) {
        return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static VerificationKey verificationKey(JWK key) {
        Optional<Algorithm> algorithm = Optional.ofNullable(key.getAlgorithm())
                .map(name -> Algorithm.named(name.getName())
                        .orElseThrow(() -> new IllegalArgumentException("A key of the set is for an unknown alg.")));
        if (key.isPrivate() && !(key instanceof OctetSequenceKey)) {
            throw new IllegalArgumentException("A key of the set is a private one, which the hub must not know.");
        }
        try {
            return switch (key) {
                case OctetSequenceKey secret ->
                    VerificationKey.ofSecret(
                            secret.toByteArray(),
                            algorithm.orElseThrow(
                                    () -> new IllegalArgumentException("A secret in a key set needs an alg.")),
                            key.getKeyID());
                case RSAKey rsa -> publicKey(rsa.toRSAPublicKey(), algorithm, key);
                case ECKey elliptic -> publicKey(elliptic.toECPublicKey(), algorithm, key);
                case OctetKeyPair edwards
                when edwards.getCurve().equals(Curve.Ed25519) ->
                    publicKey(Ed25519Verifier.publicKey(edwards.getDecodedX()), algorithm, key);
                default -> throw new IllegalArgumentException("A key of the set is of an unknown kty or crv.");
            };
        } catch (JOSEException | GeneralSecurityException malformed) {
            throw new IllegalArgumentException("A key of the set is malformed.");
        }
    }

    private static VerificationKey publicKey(PublicKey publicKey, Optional<Algorithm> algorithm, JWK key) {
        Set<Algorithm> algorithms =
                algorithm.<Set<Algorithm>>map(EnumSet::of).orElseGet(() -> Algorithm.allFor(publicKey));
        return VerificationKey.ofPublicKey(publicKey, algorithms, key.getKeyID());
    }
}
