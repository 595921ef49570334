package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModernTokenTest {
    private static final String GOOD =
            "\"iss\":\"https://issuer.example\",\"aud\":\"https://hub.example.com/.well-known/mercure\"";
    private static final long NOW = Hub.NOW_SECONDS;

    private final Hub hub = Hub.both();

    @Test
    void tellsWhatTheTokenSays() {
        Access access = hub.subscribe(Hub.modernToken());
        assertThat(access.generation()).contains(Generation.MODERN);
        assertThat(access.isAnonymous()).isFalse();
        assertThat(access.expires()).contains(Hub.NOW.plusSeconds(60));
        assertThat(access.subject()).contains("s");
        assertThat(access.mayReceive("https://example.com/a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"})
    void typIsAMediaTypeInAnyCase(String typ) {
        String header = "{\"alg\":\"HS256\",\"typ\":\"" + typ + "\"}";
        assertThat(hub.subscribe(Mint.hs256(Hub.SECRET, header, Hub.claims("[]")))
                        .generation())
                .contains(Generation.MODERN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"alg\":\"HS256\"}                             | typ in the header of the token is missing",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}             | must be at+jwt",
                "{\"alg\":\"HS256\",\"typ\":\"at+jwt \"}         | must be at+jwt",
                "{\"alg\":\"HS256\",\"typ\":\"text/at+jwt\"}     | must be at+jwt",
                "{\"alg\":\"HS256\",\"typ\":1}                   | typ is not a string",
                "{\"alg\":\"HS384\",\"typ\":\"at+jwt\"}          | no trusted key for the alg",
                "{\"alg\":\"hs256\",\"typ\":\"at+jwt\"}          | no trusted key for the alg",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}          | no trusted key for the alg",
                "{\"alg\":\"HS256K\",\"typ\":\"at+jwt\"}         | no trusted key for the alg"
            })
    void aTokenWithDetailsNeedsTheRightHeader(String header, String words) {
        refused(Mint.hs256(Hub.SECRET, header, Hub.claims("[]")), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"exp\":2000000000,\"aud\":\"R\"                                          | no iss",
                "\"exp\":2000000000,\"aud\":\"R\",\"iss\":1                                | no iss",
                "\"exp\":2000000000,\"aud\":\"R\",\"iss\":\"https://issuer.example/\"      | iss of the token is not",
                "\"exp\":2000000000,\"aud\":\"R\",\"iss\":\"https://ISSUER.example\"       | iss of the token is not",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\"                     | no aud",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\",\"aud\":\"other\"   | identifier of this hub, https://hub.example.com/.well-known/mercure.",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\",\"aud\":[]          | does not contain",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\",\"aud\":[\"R\",1]   | neither a string nor",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\",\"aud\":{\"R\":1}   | neither a string nor",
                "\"exp\":2000000000,\"iss\":\"https://issuer.example\",\"aud\":\"R/\"      | does not contain",
                "\"aud\":\"R\",\"iss\":\"https://issuer.example\"                          | no exp"
            })
    void aTokenIsFromATrustedIssuerForThisHubAndEnds(String claims, String words) {
        refused(Hub.modernToken("{" + claims.replace("\"R", "\"" + Hub.RESOURCE) + "}"), words);
    }

    @Test
    void theHubMayBeOneOfSeveralAudiences() {
        String claims =
                "{\"iss\":\"%s\",\"aud\":[\"other\",\"%s\"],\"exp\":%d}".formatted(Hub.ISSUER, Hub.RESOURCE, NOW + 1);
        assertThat(hub.subscribe(Hub.modernToken(claims)).mayReceive()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1795348799  | has expired: its exp was 2026-11-22T11:59:59Z.",
                "1795348800  | has expired: its exp was 2026-11-22T12:00:00Z.",
                "1795348800.9 | has expired",
                "0           | has expired",
                "-1          | has expired: its exp was 1969-12-31T23:59:59Z.",
                "\"1795348900\" | exp of the token is not a number",
                "null        | exp of the token is not a number",
                "true        | exp of the token is not a number",
                "[1795348900] | exp of the token is not a number",
                "1795348900000 | must be in seconds",
                "1e400       | must be in seconds",
                "-1e400      | must be in seconds",
                "9223372036854775808 | must be in seconds",
                "1e999999999 | must be in seconds"
            })
    void expIsANumberOfSecondsInTheFuture(String exp, String words) {
        refused(Hub.modernToken("{" + GOOD + ",\"exp\":" + exp + "}"), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795348801", "1795348801.5", "1.795348801e9", "253402300799"})
    void expMayBeAnyNumber(String exp) {
        assertThat(hub.subscribe(Hub.modernToken("{" + GOOD + ",\"exp\":" + exp + "}"))
                        .expires())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1795348800, true", "1795348805, true", "1795348806, false", "99999999999, false"})
    void nbfIsHonouredGiveOrTakeFiveSeconds(String nbf, boolean good) {
        String token = Hub.modernToken("{" + GOOD + ",\"exp\":" + (NOW + 60) + ",\"nbf\":" + nbf + "}");
        if (good) {
            assertThatCode(() -> hub.subscribe(token)).doesNotThrowAnyException();
        } else {
            refused(token, "not valid yet");
        }
    }

    @Test
    void aTokenEndsAtItsExpWhateverTheToleranceForClocks() {
        String token = Hub.modernToken();
        hub.setClock(Hub.NOW.plusSeconds(59));
        hub.subscribe(token);
        hub.setClock(Hub.NOW.plusSeconds(60));
        refused(token, "has expired");
    }

    @Test
    void everyAlgorithmWorksWithItsKeyAndNoOther() {
        var keys = new Object[][] {
            {"RS256", Mint.RSA}, {"RS384", Mint.RSA}, {"RS512", Mint.RSA},
            {"PS256", Mint.RSA}, {"PS384", Mint.RSA}, {"PS512", Mint.RSA},
            {"ES256", Mint.P256}, {"ES384", Mint.P384}, {"ES512", Mint.P521},
            {"EdDSA", Mint.ED25519}, {"Ed25519", Mint.ED25519}
        };
        for (Object[] signing : keys) {
            String name = (String) signing[0];
            var pair = (KeyPair) signing[1];
            String header = "{\"alg\":\"" + name + "\",\"typ\":\"at+jwt\"}";
            String token = Mint.signed(pair.getPrivate(), name, header, Hub.claims(Hub.everything()));
            for (Object[] trusted : keys) {
                var algorithm = Algorithm.named((String) trusted[0]);
                String pem = Mint.pem((KeyPair) trusted[1]);
                var other = new Hub(Hub.settings(Hub.key(new KeyMaterial.Pem(pem, algorithm))));
                boolean same = algorithm.equals(Algorithm.named(name));
                if (same) {
                    assertThat(other.publish(token).mayPublish("a")).as(name).isTrue();
                } else {
                    assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> other.publish(token));
                }
            }
        }
    }

    @Test
    void anIssuerIsVerifiedWithItsOwnKeysOnly() {
        String theirSecret = "the secret of another issuer, long enough";
        var theirs = new TrustedKey(
                KeyMaterial.Secret.hs256(theirSecret), Optional.of("https://other.example"), false, Hub.BOTH);
        var two = new Hub(Hub.settings(Hub.key(false), theirs));
        String claims = Hub.claims(Hub.everything());
        assertThat(two.subscribe(Hub.modernToken(claims)).mayReceive("a")).isTrue();
        String theirClaims = claims.replace(Hub.ISSUER, "https://other.example");
        assertThat(two.subscribe(Mint.hs256(theirSecret, Hub.MODERN_HEADER, theirClaims))
                        .mayReceive("a"))
                .isTrue();
        refused(two, Mint.hs256(theirSecret, Hub.MODERN_HEADER, claims), "not by a trusted key");
        refused(two, Hub.modernToken(theirClaims), "not by a trusted key");
    }

    @Test
    void publishersAndSubscribersMayHaveKeysOfTheirOwn() {
        String subscribers = "the secret of the subscribers, long enough";
        var two = new Hub(Hub.settings(
                new TrustedKey(
                        KeyMaterial.Secret.hs256(Hub.SECRET), Optional.of(Hub.ISSUER), false, Set.of(Action.PUBLISH)),
                new TrustedKey(
                        KeyMaterial.Secret.hs256(subscribers),
                        Optional.of(Hub.ISSUER),
                        false,
                        Set.of(Action.SUBSCRIBE))));
        String claims = Hub.claims(Hub.everything());
        String publisher = Hub.modernToken(claims);
        String subscriber = Mint.hs256(subscribers, Hub.MODERN_HEADER, claims);
        assertThat(two.publish(publisher).mayPublish("a")).isTrue();
        assertThat(two.subscribe(subscriber).mayReceive("a")).isTrue();
        refused(two, publisher, "not by a trusted key");
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> two.publish(subscriber));
    }

    @Test
    void anAccessIsForTheActionItWasAskedFor() {
        Access publisher = hub.publish(Hub.modernToken());
        assertThat(publisher.mayPublish("a")).isTrue();
        assertThat(publisher.mayReceive("a")).isFalse();
        assertThat(publisher.mayReceive()).isEmpty();
        assertThat(hub.subscribe(Hub.modernToken()).mayPublish("a")).isFalse();
    }

    @Test
    void aKeyOfTheWrongRoleIsNamedAsSuch() {
        var key = new TrustedKey(
                KeyMaterial.Secret.hs256(Hub.SECRET), Optional.of(Hub.ISSUER), false, Set.of(Action.SUBSCRIBE));
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> new Hub(Hub.settings(key)).publish(Hub.modernToken()))
                .withMessageContaining("not trusted for publish");
    }

    @Test
    void theClassicClaimOfAModernTokenGrantsNothing() {
        String claims =
                Hub.claims("[]").replace("\"sub\"", "\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},\"sub\"");
        assertThat(hub.publish(Hub.modernToken(claims)).mayPublish("a")).isFalse();
        assertThat(hub.subscribe(Hub.modernToken(claims)).mayReceive()).isEmpty();
    }

    @Test
    void aClassicTokenNeverPassesWhereOnlyModernOnesAreTrusted() {
        refused(Hub.modern(), Hub.classicToken(), "must be at+jwt");
    }

    private void refused(String token, String words) {
        refused(hub, token, words);
    }

    private static void refused(Hub hub, String token, String words) {
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.subscribe(token))
                .withMessageContaining(words)
                .satisfies(Sentences::fit);
    }
}
