package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.auth.jose.KeyServer;
import dev.wellspring.auth.jose.KeysUnavailable;
import dev.wellspring.auth.jose.Mint;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private final Hub hub = Hub.both();

    @Test
    void aTokenIsVerifiedOncePerActionAsLongAsItLasts() {
        String token = Hub.modernToken();
        Access access = hub.subscribe(token);
        assertThat(hub.subscribe(token)).isSameAs(access);
        assertThat(hub.publish(token)).isNotSameAs(access);
        assertThat(hub.publish(token).mayPublish("a")).isTrue();
        assertThat(hub.subscribe(token).mayPublish("a")).isFalse();
        hub.setClock(Hub.NOW.plusSeconds(60));
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.subscribe(token))
                .withMessageContaining("has expired");
    }

    @Test
    void theHubMayRememberNone() {
        var forgetful = new Hub(Hub.settings(Hub.key(true)).withRememberedTokens(0));
        String token = Hub.modernToken();
        assertThat(forgetful.subscribe(token))
                .isEqualTo(forgetful.subscribe(token))
                .isNotSameAs(forgetful.subscribe(token));
    }

    @Test
    void aTokenIsForgottenWhenItsKeyIsWithdrawn() {
        try (var issuer = new KeyServer(Mint.jwks(Mint.jwk(Mint.P256, "k", "")))) {
            var fetching = new Hub(Hub.settings(Hub.key(issuer.material())));
            String header = "{\"alg\":\"ES256\",\"kid\":\"k\"}";
            String token =
                    Mint.signed(Mint.P256.getPrivate(), "ES256", header, "{\"mercure\":{\"subscribe\":[\"*\"]}}");
            Access access = fetching.subscribe(token);
            assertThat(fetching.subscribe(token)).isSameAs(access);
            issuer.publish(Mint.jwks(Mint.jwk(Mint.pair("EC", "secp256r1"), "k", "")));
            fetching.setClock(Hub.NOW.plus(Duration.ofMinutes(6)));
            assertThatExceptionOfType(InvalidToken.class)
                    .isThrownBy(() -> fetching.subscribe(token))
                    .withMessageContaining("not by a trusted key");
        }
    }

    @Test
    void anUnreachableIssuerStopsNoTokenThatAnotherKeyVerifies() {
        try (var issuer = new KeyServer("{}")) {
            issuer.answer(503);
            var both = new Hub(Hub.settings(Hub.key(issuer.material()), Hub.key(true)));
            assertThat(both.subscribe(Hub.modernToken()).mayReceive("a")).isTrue();
            String stranger = Mint.hs256("another secret that nobody trusts here", Hub.MODERN_HEADER, Hub.claims("[]"));
            assertThatExceptionOfType(KeysUnavailable.class).isThrownBy(() -> both.subscribe(stranger));
        }
    }
}
