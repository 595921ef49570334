package dev.wellspring.auth;

import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import dev.wellspring.topic.Matchers;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A hub to present tokens to, and what is needed to make some; its clock stands still until told otherwise. */
final class Hub {
    static final String SECRET = "a secret of the tests, long enough for HS256";
    static final String ISSUER = "https://issuer.example";
    static final String RESOURCE = "https://hub.example.com/.well-known/mercure";
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final long NOW_SECONDS = NOW.getEpochSecond();
    static final Set<Action> BOTH = Set.of(Action.PUBLISH, Action.SUBSCRIBE);
    static final String MODERN_HEADER = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
    static final String CLASSIC_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    static final Matchers MATCHERS = new Matchers(RESOURCE);

    private final AccessControl control;
    private Instant now = NOW;

    Hub(AuthSettings settings) {
        control = new AccessControl(settings, MATCHERS, () -> now);
    }

    /** A hub whose only key is for one issuer's modern tokens. */
    static Hub modern() {
        return new Hub(settings(key(false)));
    }

    /** A hub whose only key is for tokens of both generations. */
    static Hub both() {
        return new Hub(settings(key(true)));
    }

    static AuthSettings settings(TrustedKey... keys) {
        return AuthSettings.of(Optional.of(RESOURCE), List.of(keys));
    }

    static TrustedKey key(boolean classic) {
        return new TrustedKey(KeyMaterial.Secret.hs256(SECRET), Optional.of(ISSUER), classic, BOTH);
    }

    static TrustedKey key(KeyMaterial material) {
        return new TrustedKey(material, Optional.of(ISSUER), true, BOTH);
    }

    void setClock(Instant instant) {
        now = instant;
    }

    Access subscribe(String token) {
        return control.admit(bearer(token), Action.SUBSCRIBE);
    }

    Access publish(String token) {
        return control.admit(bearer(token), Action.PUBLISH);
    }

    Access admit(Credentials credentials, Action action) {
        return control.admit(credentials, action);
    }

    static Credentials bearer(String token) {
        return header("Bearer " + token);
    }

    static Credentials header(String... values) {
        return new Credentials(List.of(values), List.of(), List.of(), true, null, null);
    }

    /** Cookies as name=value. */
    static Credentials cookies(String... cookies) {
        return new Credentials(
                List.of(),
                Arrays.stream(cookies)
                        .map(it -> it.split("=", 2))
                        .map(it -> new Credentials.Cookie(it[0], it[1]))
                        .toList(),
                List.of(),
                true,
                null,
                null);
    }

    static Credentials query(String... tokens) {
        return new Credentials(List.of(), List.of(), List.of(tokens), true, null, null);
    }

    /** The claims of a good modern token, with these details. */
    static String claims(String details) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + RESOURCE + "\",\"exp\":" + (NOW_SECONDS + 60)
                + ",\"sub\":\"s\"," + "\"authorization_details\":" + details + "}";
    }

    static String detail(String members) {
        return "{\"type\":\"https://mercure.rocks/authorization-detail\"," + members + "}";
    }

    static String everything() {
        return "[" + detail("\"actions\":[\"publish\",\"subscribe\"],\"topics\":[{\"match\":\"*\"}]") + "]";
    }

    static String modernToken() {
        return modernToken(claims(everything()));
    }

    static String modernToken(String claims) {
        return Mint.hs256(SECRET, MODERN_HEADER, claims);
    }

    static String classicToken(String claims) {
        return Mint.hs256(SECRET, CLASSIC_HEADER, claims);
    }

    static String classicToken() {
        return classicToken("{\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}");
    }
}
