package dev.wellspring.auth.jose;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Web Token in the compact form of a JSON Web Signature, taken apart and not yet believed: whoever holds one
 * knows what it claims, and only {@link KeySource} knows whether a trusted key has signed it.
 *
 * <p>Reading is strict, because every tolerance is a second spelling of the same token: base64url without padding,
 * whitespace or stray bits, JSON without duplicate members. Header parameters that would change how the signature is
 * computed ({@code b64}) or demand an extension ({@code crit}) are refused, those that bring a key along ({@code jwk},
 * {@code jku}, {@code x5c}, {@code x5u}) are not looked at.
 *
 * <p>Immutable and thread-safe. {@link #toString} tells nothing of the token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515, JSON Web Signature</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JSON Web Token Best Current Practices</a>
 */
public final class SignedToken {
    private final Json.Members header;
    private final Json.Members claims;
    private final String algorithm;
    private final byte[] signingInput;
    private final byte[] signature;

    private SignedToken(Json.Members header, Json.Members claims, byte[] signingInput, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.algorithm = requireAlgorithm(header);
        this.signingInput = signingInput;
        this.signature = signature;
    }

    /**
     * Takes a token apart.
     *
     * @param maxLength how many characters it may have
     * @throws InvalidJws if it is not a JSON Web Token in compact JWS form, or longer
     */
    public static SignedToken parse(String compact, int maxLength) {
        if (compact.length() > maxLength) {
            throw new InvalidJws("The token is longer than " + maxLength + " characters.");
        }
        List<String> parts = Arrays.asList(compact.split("\\.", -1));
        if (parts.size() == 5) {
            throw new InvalidJws("The token is encrypted (JWE); this hub takes signed tokens (JWS).");
        }
        if (parts.size() != 3) {
            throw new InvalidJws("The token is not a JWS in compact form: three parts with two dots between them.");
        }
        Json.Members header = object("header", parts.get(0));
        Json.Members claims = object("payload", parts.get(1));
        byte[] signingInput = compact.substring(0, compact.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        return new SignedToken(header, claims, signingInput, decode("signature", parts.get(2)));
    }

    /** Returns the {@code alg} of the header. */
    String algorithm() {
        return algorithm;
    }

    /** Returns the {@code kid} of the header: what the token says about its key. */
    Optional<String> keyId() {
        return header.string("kid");
    }

    /** Returns the {@code typ} of the header. */
    public Optional<String> type() {
        return header.string("typ");
    }

    /** Returns the claims. */
    public Json.Members claims() {
        return claims;
    }

    byte[] signingInput() {
        return signingInput;
    }

    byte[] signature() {
        return signature;
    }

    @Override
    public String toString() {
        return "SignedToken";
    }

    private static String requireAlgorithm(Json.Members header) {
        for (String extension : List.of("crit", "b64")) {
            if (header.member(extension).isPresent()) {
                throw new InvalidJws("The header of the token has " + extension + ", which this hub does not support.");
            }
        }
        for (String name : List.of("alg", "typ", "kid")) {
            if (header.member(name).isPresent() && header.string(name).isEmpty()) {
                throw new InvalidJws("In the header of the token, " + name + " is not a string.");
            }
        }
        String algorithm =
                header.string("alg").orElseThrow(() -> new InvalidJws("The header of the token has no alg."));
        if (algorithm.equalsIgnoreCase("none")) {
            throw new InvalidJws("The token is not signed: its alg is none.");
        }
        return algorithm;
    }

    private static Json.Members object(String part, String encoded) {
        try {
            if (JsonReader.read(decode(part, encoded)) instanceof Json.Members members) {
                return members;
            }
        } catch (InvalidJson invalid) {
            throw new InvalidJws("The " + part + " of the token " + invalid.getMessage() + ".");
        }
        throw new InvalidJws("The " + part + " of the token is not a JSON object.");
    }

    private static byte[] decode(String part, String encoded) {
        if (encoded.isEmpty()) {
            throw new InvalidJws("The " + part + " of the token is empty.");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(encoded)) {
                return bytes;
            }
        } catch (IllegalArgumentException stray) {
            // The same as a text that decodes but is not what an encoder writes.
        }
        throw new InvalidJws("The " + part + " of the token is not base64url.");
    }
}
