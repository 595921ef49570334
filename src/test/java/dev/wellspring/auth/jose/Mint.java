package dev.wellspring.auth.jose;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens out of any header and any claims, good or bad, by the JDK alone: an implementation independent of what
 * is tested.
 */
public final class Mint {
    public static final KeyPair RSA = pair("RSA", "2048");
    public static final KeyPair WEAK_RSA = pair("RSA", "1024");
    public static final KeyPair P256 = pair("EC", "secp256r1");
    public static final KeyPair P384 = pair("EC", "secp384r1");
    public static final KeyPair P521 = pair("EC", "secp521r1");
    public static final KeyPair ED25519 = pair("Ed25519", "");

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final Map<String, String> JCA_NAMES = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "RS512", "SHA512withRSA",
            "ES256", "SHA256withECDSAinP1363Format",
            "ES384", "SHA384withECDSAinP1363Format",
            "ES512", "SHA512withECDSAinP1363Format",
            "EdDSA", "Ed25519",
            "Ed25519", "Ed25519");

    private Mint() {}

    public static KeyPair pair(String kind, String parameter) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            switch (kind) {
                case "RSA" -> generator.initialize(Integer.parseInt(parameter));
                case "EC" -> generator.initialize(new ECGenParameterSpec(parameter));
                default -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String hs256(String secret, String header, String claims) {
        return hmac("HmacSHA256", secret.getBytes(StandardCharsets.UTF_8), header, claims);
    }

    public static String hmac(String mac, byte[] secret, String header, String claims) {
        String input = input(header, claims);
        try {
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(secret, mac));
            return input + "." + encode(hmac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String signed(PrivateKey key, String algorithm, String header, String claims) {
        String input = input(header, claims);
        try {
            Signature signature =
                    algorithm.startsWith("PS") ? pss(algorithm) : Signature.getInstance(JCA_NAMES.get(algorithm));
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature pss(String algorithm) throws GeneralSecurityException {
        int bits = Integer.parseInt(algorithm.substring(2));
        String hash = "SHA-" + bits;
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
        return signature;
    }

    public static String input(String header, String claims) {
        return encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
    }

    public static String encode(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    public static String pem(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /** A key of a key set; {@code more} is further members, beginning with a comma. */
    public static String jwk(KeyPair pair, String kid, String more) {
        return switch (pair.getPublic()) {
            case java.security.interfaces.RSAPublicKey rsa ->
                "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}"
                        .formatted(
                                kid,
                                encode(unsigned(rsa.getModulus().toByteArray())),
                                encode(unsigned(rsa.getPublicExponent().toByteArray())),
                                more);
            case java.security.interfaces.ECPublicKey ec ->
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}"
                        .formatted(
                                kid,
                                encode(sized(ec.getW().getAffineX().toByteArray(), 32)),
                                encode(sized(ec.getW().getAffineY().toByteArray(), 32)),
                                more);
            default -> {
                byte[] der = pair.getPublic().getEncoded();
                yield "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"%s}"
                        .formatted(kid, encode(Arrays.copyOfRange(der, der.length - 32, der.length)), more);
            }
        };
    }

    public static String jwks(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static byte[] unsigned(byte[] bytes) {
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] sized(byte[] bytes, int length) {
        byte[] sized = new byte[length];
        byte[] value = unsigned(bytes);
        System.arraycopy(value, 0, sized, length - value.length, value.length);
        return sized;
    }
}
