package dev.wellspring.auth.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trusted key and the algorithms it is for. Binding the two is what keeps a public key from being taken for a secret:
 * a token's {@code alg} selects among what the key allows and never brings an algorithm of its own.
 *
 * <p>Immutable and thread-safe. Two keys are equal if they verify the same; {@code toString} shows no part of the key.
 */
public final class VerificationKey {
    private static final int LEAST_RSA_BITS = 2048;
    /** More keys than any issuer has at a time; each costs the verification of a signature when a token names none. */
    private static final int MOST_CANDIDATES = 16;

    private final @Nullable String id;
    private final Set<Algorithm> algorithms;
    private final String fingerprint;
    private final JWSVerifier verifier;

    private VerificationKey(@Nullable String id, Set<Algorithm> algorithms, byte[] encoded, JWSVerifier verifier) {
        this.id = id;
        this.algorithms = algorithms;
        this.fingerprint = sha256(encoded);
        this.verifier = verifier;
    }

    /** @throws IllegalArgumentException if the secret is too short for the algorithm */
    static VerificationKey ofSecret(byte[] secret, Algorithm algorithm, @Nullable String id) {
        if (!algorithm.isSymmetric() || secret.length < algorithm.leastSecretBytes()) {
            throw new IllegalArgumentException(
                    "A secret for " + algorithm + " needs " + algorithm.leastSecretBytes() + " bytes or more.");
        }
        try {
            return new VerificationKey(id, EnumSet.of(algorithm), secret, new MACVerifier(secret));
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("The secret cannot be used with " + algorithm + ".", unusable);
        }
    }

    /**
     * @param algorithms the algorithms to use it with
     * @throws IllegalArgumentException if the key is weak, of an unknown kind, or not one for the algorithms
     */
    static VerificationKey ofPublicKey(PublicKey key, Set<Algorithm> algorithms, @Nullable String id) {
        if (algorithms.isEmpty() || !Algorithm.allFor(key).containsAll(algorithms)) {
            throw new IllegalArgumentException("The key is not one for the algorithm: RS and PS need RSA, ES256 P-256,"
                    + " ES384 P-384, ES512 P-521, EdDSA Ed25519.");
        }
        try {
            JWSVerifier verifier = switch (key) {
                case RSAPublicKey rsa -> new RSASSAVerifier(requireStrong(rsa));
                case ECPublicKey elliptic -> new ECDSAVerifier(elliptic);
                case EdECPublicKey edwards -> new Ed25519Verifier(edwards);
                default -> throw new IllegalArgumentException("The key is neither RSA nor EC nor Ed25519.");
            };
            return new VerificationKey(id, Set.copyOf(algorithms), key.getEncoded(), verifier);
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("The public key cannot be used.", unusable);
        }
    }

    /**
     * Returns those of the keys that may have signed the token, the one it names first, and not more than it is worth
     * trying.
     */
    static List<VerificationKey> candidates(List<VerificationKey> keys, SignedToken token) {
        Optional<Algorithm> algorithm = Algorithm.named(token.algorithm());
        return keys.stream()
                .filter(key -> algorithm.filter(key.algorithms::contains).isPresent())
                .sorted(Comparator.comparing((VerificationKey key) -> !key.isNamedBy(token)))
                .limit(MOST_CANDIDATES)
                .toList();
    }

    boolean isNamedBy(SignedToken token) {
        return id != null && token.keyId().filter(id::equals).isPresent();
    }

    /** Whether this key has signed the token. False as well for an algorithm that this key is not for. */
    public boolean hasSigned(SignedToken token) {
        Algorithm algorithm = Algorithm.named(token.algorithm()).orElse(null);
        if (algorithm == null || !algorithms.contains(algorithm)) {
            return false;
        }
        try {
            // Of the token's header the verifier sees nothing but this.
            var header = new JWSHeader(algorithm.nimbus());
            return verifier.verify(header, token.signingInput(), Base64URL.encode(token.signature()));
        } catch (JOSEException malformedSignature) {
            return false;
        }
    }

    private static RSAPublicKey requireStrong(RSAPublicKey key) {
        if (key.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IllegalArgumentException("An RSA key has " + LEAST_RSA_BITS + " bits or more.");
        }
        return key;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey that
                && fingerprint.equals(that.fingerprint)
                && algorithms.equals(that.algorithms);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "VerificationKey" + algorithms;
    }
}
