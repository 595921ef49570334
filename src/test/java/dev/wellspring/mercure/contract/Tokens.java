package dev.wellspring.mercure.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens as an authorization server does; good ones, and bad ones that no library would make. */
public final class Tokens {

    static final String SECRET = "!ChangeThisMercureHubJWTSecretKey!";
    static final String ISSUER = "https://localhost";
    static final String AUDIENCE = "https://localhost/.well-known/mercure";
    static final String DETAIL = "https://mercure.rocks/authorization-detail";
    static final long YEAR_2100 = 4_102_444_800L;

    /** May do everything. */
    static final String ALL = modern(grant("publish", "*"), grant("subscribe", "*"));

    /** The same, of the classic generation. */
    static final String CLASSIC_ALL = classic(List.of("*"), List.of("*"));

    private Tokens() {}

    /** A good token with these details, each from {@link #grant} or as JSON. */
    static String modern(String... details) {
        return expiring(YEAR_2100, details);
    }

    static String expiring(long second, String... details) {
        return signed("""
                {"alg":"HS256","typ":"at+jwt"}""", """
                {"iss":"%s","aud":"%s","exp":%d,"authorization_details":[%s]}""".formatted(ISSUER, AUDIENCE, second, String.join(",", details)));
    }

    /** Grants an action on exact topics. */
    static String grant(String action, String... topics) {
        return grant(action, "exact", List.of(topics), "");
    }

    static String pattern(String action, String pattern) {
        return grant(action, "urlpattern", List.of(pattern), "");
    }

    static String withPayload(String payload, String topic) {
        return grant("subscribe", "exact", List.of(topic), ",\"payload\":" + payload);
    }

    private static String grant(String action, String type, List<String> topics, String more) {
        String matchers = topics.stream()
                .map(topic -> "{\"match\":" + json(topic) + ",\"match_type\":\"" + type + "\"}")
                .collect(Collectors.joining(","));
        return "{\"type\":\"" + DETAIL + "\",\"actions\":[\"" + action + "\"],\"topics\":[" + matchers + "]" + more
                + "}";
    }

    /** A classic token with these selectors. */
    public static String classic(List<String> publish, List<String> subscribe) {
        return classic(publish, subscribe, SECRET);
    }

    /** A classic token with these selectors, signed with this secret. */
    public static String classic(List<String> publish, List<String> subscribe, String secret) {
        String claims = "{\"mercure\":{\"publish\":" + array(publish) + ",\"subscribe\":" + array(subscribe)
                + ",\"payload\":{\"name\":\"Ann\"}}}";
        return signed("{\"alg\":\"HS256\"}", claims, secret);
    }

    static String classicClaims(String claims) {
        return signed("{\"alg\":\"HS256\"}", claims);
    }

    private static String array(List<String> texts) {
        return texts.stream().map(Tokens::json).collect(Collectors.joining(",", "[", "]"));
    }

    static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String signed(String header, String claims) {
        return signed(header, claims, SECRET);
    }

    static String signed(String header, String claims, String secret) {
        String input = Stream.of(header, claims)
                .map(part -> encoded(part.getBytes(UTF_8)))
                .collect(Collectors.joining("."));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return input + "." + encoded(mac.doFinal(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
