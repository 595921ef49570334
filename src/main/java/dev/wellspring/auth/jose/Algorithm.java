package dev.wellspring.auth.jose;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The signature algorithms this hub verifies: the whole list there is. Each belongs to one kind of key and is never
 * tried with another.
 */
public enum Algorithm {
    HS256(Kind.SECRET, 32),
    HS384(Kind.SECRET, 48),
    HS512(Kind.SECRET, 64),
    RS256(Kind.RSA, 0),
    RS384(Kind.RSA, 0),
    RS512(Kind.RSA, 0),
    PS256(Kind.RSA, 0),
    PS384(Kind.RSA, 0),
    PS512(Kind.RSA, 0),
    ES256(Kind.P256, 0),
    ES384(Kind.P384, 0),
    ES512(Kind.P521, 0),
    /** EdDSA with curve Ed25519, which a token may also call {@code Ed25519}. */
    EDDSA(Kind.ED25519, 0);

    private enum Kind {
        SECRET,
        RSA,
        P256,
        P384,
        P521,
        ED25519,
        UNKNOWN
    }

    private final Kind kind;
    private final int leastSecretBytes;

    Algorithm(Kind kind, int leastSecretBytes) {
        this.kind = kind;
        this.leastSecretBytes = leastSecretBytes;
    }

    /**
     * Returns the algorithm a token or a key set names; names are case-sensitive, {@code EdDSA} is spelled like this.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1">RFC 7515, section 4.1.1</a>
     */
    public static Optional<Algorithm> named(String name) {
        return switch (name) {
            case "EdDSA", "Ed25519" -> Optional.of(EDDSA);
            case "EDDSA" -> Optional.empty();
            default -> Stream.of(values()).filter(it -> it.name().equals(name)).findFirst();
        };
    }

    /** Returns the algorithm an operator names, in upper or lower case. */
    public static Optional<Algorithm> namedInAnyCase(String name) {
        return name.equalsIgnoreCase("Ed25519")
                ? Optional.of(EDDSA)
                : Stream.of(values())
                        .filter(it -> it.name().equalsIgnoreCase(name))
                        .findFirst();
    }

    /**
     * Returns its name in the registry of JOSE algorithms.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8037#section-5">RFC 8037, section 5, for EdDSA</a>
     */
    public String registeredName() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /** Whether the key is a shared secret, which whoever verifies with it can also sign with. */
    boolean isSymmetric() {
        return kind == Kind.SECRET;
    }

    /** Returns how long a secret must be: as long as the hash, as a shorter one is what a guesser would try. */
    int leastSecretBytes() {
        return leastSecretBytes;
    }

    JWSAlgorithm nimbus() {
        return JWSAlgorithm.parse(registeredName());
    }

    /** Returns what a public key can verify, the usual choice first; nothing for a key of an unknown kind. */
    static Set<Algorithm> allFor(PublicKey key) {
        Kind kind = switch (key) {
            case RSAPublicKey rsa -> Kind.RSA;
            case EdECPublicKey edwards when edwards.getParams().getName().equals("Ed25519") -> Kind.ED25519;
            case ECPublicKey elliptic -> curveOf(elliptic);
            default -> Kind.UNKNOWN;
        };
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        Stream.of(values()).filter(it -> it.kind == kind).forEach(algorithms::add);
        return algorithms;
    }

    private static Kind curveOf(ECPublicKey key) {
        Curve curve = Curve.forECParameterSpec(key.getParams());
        if (Curve.P_256.equals(curve)) {
            return Kind.P256;
        }
        if (Curve.P_384.equals(curve)) {
            return Kind.P384;
        }
        return Curve.P_521.equals(curve) ? Kind.P521 : Kind.UNKNOWN;
    }
}
