package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import dev.wellspring.topic.Matchers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configuration and the tokens that the protocol's own test suites use. */
class DemoTest {
    private static final String SECRET = "!ChangeThisMercureHubJWTSecretKey!";
    private static final String MODERN_SUITE = Mint.hs256(SECRET, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", """
            {"aud":"https://localhost/.well-known/mercure","authorization_details":[
              {"type":"https://mercure.rocks/authorization-detail","actions":["publish"],"topics":[{"match":"*"}]},
              {"type":"https://mercure.rocks/authorization-detail","actions":["subscribe"],"topics":[{"match":"*"}]}
            ],"exp":4102444800,"iss":"https://localhost"}""");
    private static final String CLASSIC_SUITE =
            Mint.hs256(SECRET, "{\"alg\":\"HS256\"}", "{\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}");

    private final AuthSettings settings = AuthSettings.demo();
    private final AccessControl control =
            new AccessControl(settings, new Matchers(AuthSettings.DEMO_RESOURCE), () -> Hub.NOW);

    @Test
    void theTokensOfBothSuitesGrantEverything() {
        for (String token : List.of(MODERN_SUITE, CLASSIC_SUITE, DemoToken.modern(), DemoToken.classic())) {
            assertThat(control.admit(Hub.bearer(token), Action.PUBLISH).mayPublish("https://example.com/a"))
                    .isTrue();
            assertThat(control.admit(Hub.bearer(token), Action.SUBSCRIBE).mayReceive())
                    .extracting(it -> it.pattern())
                    .containsExactly("*");
        }
        assertThat(control.admit(Hub.bearer(DemoToken.modern()), Action.SUBSCRIBE)
                        .expires())
                .contains(Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(control.admit(Hub.bearer(DemoToken.classic()), Action.SUBSCRIBE)
                        .generation())
                .contains(Generation.CLASSIC);
        assertThat(control.admit(Hub.header(), Action.SUBSCRIBE).isAnonymous()).isTrue();
    }

    @Test
    void theWellKnownSecretIsRecognizedInEveryForm() {
        assertThat(settings.usesWellKnownSecret()).isTrue();
        assertThat(settings.warnings()).anyMatch(it -> it.contains("well-known"));
        String oct = "{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\""
                + Mint.encode(SECRET.getBytes(StandardCharsets.UTF_8)) + "\"}";
        assertThat(Hub.settings(Hub.key(new KeyMaterial.KeySet(Mint.jwks(oct)))).usesWellKnownSecret())
                .isTrue();
        assertThat(Hub.settings(Hub.key(true)).usesWellKnownSecret()).isFalse();
    }

    @Test
    void doubtfulSettingsAreWarnedOf() {
        var plain = KeyMaterial.FetchedKeySet.at(URI.create("http://keys.example/jwks?key=hidden"));
        var doubtful = Hub.settings(Hub.key(plain)).withPresentation(new Presentation("a", "b", true, List.of("*")));
        assertThat(doubtful.warnings()).hasSize(3).noneMatch(it -> it.contains("hidden"));
        assertThat(AuthSettings.of(Optional.empty(), List.of()).warnings()).hasSize(2);
        assertThat(Hub.settings(Hub.key(false)).warnings()).isEmpty();
        assertThat(settings.clockTolerance()).isEqualTo(Duration.ofSeconds(5));
    }
}
