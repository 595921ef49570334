package dev.wellspring.auth.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys from an issuer on the loopback interface that changes them, fails and comes back. */
class FetchedKeysTest {
    private static final KeyPair FIRST = Mint.P256;
    private static final KeyPair SECOND = Mint.pair("EC", "secp256r1");

    private final KeyServer issuer = new KeyServer(Mint.jwks(Mint.jwk(FIRST, "first", "")));
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final KeySource keys = issuer.material().open(() -> now);

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void nothingIsFetchedBeforeItIsNeededAndThenOnce() {
        assertThat(issuer.requests()).isEqualTo(0);
        for (int i = 0; i < 100; i++) {
            assertThat(verifies(token(FIRST, "first"))).isTrue();
        }
        assertThat(issuer.requests()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFoundAtOnceAndAnOldOneIsForgotten() {
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        VerificationKey first = keys.candidatesFor(token(FIRST, "first")).getFirst();
        issuer.publish(Mint.jwks(Mint.jwk(SECOND, "second", "")));
        assertThat(verifies(token(SECOND, "second"))).isTrue();
        assertThat(issuer.requests()).isEqualTo(2);
        assertThat(verifies(token(FIRST, "first"))).isFalse();
        assertThat(keys.has(first)).isFalse();
    }

    @Test
    void theSetIsFetchedAgainWhenItIsOld() {
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        VerificationKey first = keys.candidatesFor(token(FIRST, "first")).getFirst();
        now = now.plus(Duration.ofMinutes(6));
        assertThat(keys.has(first)).isTrue();
        assertThat(issuer.requests()).isEqualTo(2);
        issuer.publish(Mint.jwks(Mint.jwk(SECOND, "second", "")));
        now = now.plus(Duration.ofMinutes(6));
        assertThat(keys.has(first)).isFalse();
    }

    @Test
    void theKnownKeysAreGoodThroughAnOutage() {
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        issuer.answer(500);
        now = now.plus(Duration.ofHours(1));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        issuer.close();
        now = now.plus(Duration.ofHours(1));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        assertThat(verifies(token(SECOND, "second"))).isFalse();
        now = now.plus(Duration.ofHours(5));
        assertThatExceptionOfType(KeysUnavailable.class).isThrownBy(() -> verifies(token(FIRST, "first")));
    }

    @Test
    void withoutAnyKeysNothingIsDecided() {
        issuer.answer(503);
        assertThatExceptionOfType(KeysUnavailable.class)
                .isThrownBy(() -> verifies(token(FIRST, "first")))
                .withMessageNotContaining("127.0.0.1");
        issuer.answer(200);
        now = now.plusSeconds(11);
        assertThat(verifies(token(FIRST, "first"))).isTrue();
    }

    @Test
    void aSetThatIsNoneChangesNothing() {
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        issuer.publish("<html>Bad Gateway</html>");
        now = now.plus(Duration.ofMinutes(6));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        issuer.publish("{\"keys\":[{\"kty\":\"EC\"}]}");
        now = now.plus(Duration.ofMinutes(6));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
    }

    @Test
    void aFloodOfUnknownKeysDoesNotReachTheIssuer() {
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        for (int i = 0; i < 500; i++) {
            assertThat(verifies(token(SECOND, "unknown" + i))).isFalse();
            assertThat(verifies(token(FIRST, "first"))).isTrue();
        }
        assertThat(issuer.requests()).isLessThanOrEqualTo(2);
        now = now.plusSeconds(30);
        for (int i = 0; i < 500; i++) {
            assertThat(verifies(token(SECOND, "unknown" + i))).isFalse();
        }
        assertThat(issuer.requests()).isLessThanOrEqualTo(4);
    }

    @Test
    void aPublishedSecretIsNoKeyAndAWeakOneHarmsNoOther() {
        byte[] secret = "a secret that everybody can fetch".getBytes(StandardCharsets.UTF_8);
        issuer.publish(Mint.jwks(
                "{\"kty\":\"oct\",\"kid\":\"s\",\"alg\":\"HS256\",\"k\":\"" + Mint.encode(secret) + "\"}",
                Mint.jwk(Mint.WEAK_RSA, "weak", ""),
                Mint.jwk(FIRST, "first", "")));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        assertThat(verifies(parse(Mint.hmac("HmacSHA256", secret, "{\"alg\":\"HS256\",\"kid\":\"s\"}", "{}"))))
                .isFalse();
        assertThat(verifies(parse(Mint.signed(
                        Mint.WEAK_RSA.getPrivate(), "RS256", "{\"alg\":\"RS256\",\"kid\":\"weak\"}", "{}"))))
                .isFalse();
    }

    @Test
    void aTokenWithoutKidIsTriedWithEveryKey() {
        issuer.publish(Mint.jwks(Mint.jwk(SECOND, "second", ""), Mint.jwk(FIRST, "first", "")));
        assertThat(verifies(parse(Mint.signed(FIRST.getPrivate(), "ES256", "{\"alg\":\"ES256\"}", "{}"))))
                .isTrue();
        assertThat(issuer.requests()).isEqualTo(1);
    }

    private boolean verifies(SignedToken token) {
        return keys.candidatesFor(token).stream().anyMatch(key -> key.hasSigned(token));
    }

    private static SignedToken token(KeyPair pair, String kid) {
        return parse(Mint.signed(pair.getPrivate(), "ES256", "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}", "{}"));
    }

    private static SignedToken parse(String compact) {
        return SignedToken.parse(compact, 10_000);
    }
}
