package dev.wellspring.auth;

import dev.wellspring.auth.jose.KeyMaterial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens for {@link AuthSettings#demo()}, the same ones every time: they grant everything, and everybody can make them.
 * They work with no other configuration, so this cannot become a way in.
 */
public final class DemoToken {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private DemoToken() {}

    /** Returns the modern token, which ends with the year 2099. */
    public static String modern() {
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
        String claims = "{\"iss\":\"" + AuthSettings.DEMO_ISSUER + "\",\"aud\":\"" + AuthSettings.DEMO_RESOURCE
                + "\",\"exp\":4102444800,\"authorization_details\":[" + everyTopic(Action.PUBLISH) + ","
                + everyTopic(Action.SUBSCRIBE) + "]}";
        return signed(header, claims);
    }

    private static String everyTopic(Action action) {
        return "{\"type\":\"" + AuthorizationDetails.TYPE + "\",\"actions\":[\"" + action.protocolName()
                + "\"],\"topics\":[{\"match\":\"*\"}]}";
    }

    /** Returns the classic token, which never ends. */
    public static String classic() {
        return signed("{\"alg\":\"HS256\"}", "{\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}");
    }

    private static String signed(String header, String claims) {
        String input = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] secret = KeyMaterial.WELL_KNOWN_SECRET.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return input + "." + encoded(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has HmacSHA256.", impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
