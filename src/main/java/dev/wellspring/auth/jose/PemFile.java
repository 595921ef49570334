package dev.wellspring.auth.jose;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a public key from PEM text. The messages tell what kind of block it was given, never its content. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("\\s*-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----\\s*");

    private PemFile() {}

    /** @throws IllegalArgumentException if it is not one public key that the hub can use with the algorithm */
    static VerificationKey verificationKey(String text, Optional<Algorithm> algorithm) {
        PublicKey key = publicKey(text);
        Algorithm chosen = algorithm
                .or(() -> Algorithm.allFor(key).stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException("The PEM key is neither RSA nor EC nor Ed25519."));
        return VerificationKey.ofPublicKey(key, EnumSet.of(chosen), null);
    }

    private static PublicKey publicKey(String text) {
        Matcher block = BLOCK.matcher(text.replace("\\n", "\n"));
        if (!block.matches()) {
            throw new IllegalArgumentException(
                    "The key is not one PEM block: -----BEGIN PUBLIC KEY-----, base64, -----END PUBLIC KEY-----.");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException stray) {
            // Its message tells a character of what may be a private key.
            throw new IllegalArgumentException("The PEM block is not base64.");
        }
        return switch (block.group(1)) {
            case "PUBLIC KEY" -> subjectPublicKey(der);
            case "CERTIFICATE" -> certifiedKey(der);
            case String label
            when label.endsWith("PRIVATE KEY") ->
                throw new IllegalArgumentException("This is a private key, which the hub must not know:"
                        + " give it the public one (openssl pkey -pubout).");
            default ->
                throw new IllegalArgumentException("The PEM block is neither PUBLIC KEY nor CERTIFICATE:"
                        + " convert it with openssl pkey -pubin -pubout.");
        };
    }

    private static PublicKey subjectPublicKey(byte[] der) {
        for (String kind : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException anotherKind) {
                // The next one may know it.
            }
        }
        throw new IllegalArgumentException("The PEM block holds no RSA, EC or Ed25519 key.");
    }

    private static PublicKey certifiedKey(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("The PEM block holds no X.509 certificate.");
        }
    }
}
