package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import dev.wellspring.auth.jose.SignedToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is printed, logged or returned never has a token or a key in it. */
class SecrecyTest {
    @Test
    void nothingThatIsPrintedHasASecretInIt() {
        String token = Hub.modernToken();
        String pem = Mint.pem(Mint.P256);
        var settings = Hub.settings(
                Hub.key(true),
                Hub.key(new KeyMaterial.Pem(pem, Optional.empty())),
                Hub.key(new KeyMaterial.KeySet(Mint.jwks(Mint.jwk(Mint.ED25519, "kid", "")))),
                Hub.key(KeyMaterial.FetchedKeySet.at(URI.create("https://keys.example/?key=hidden"))));
        var credentials = new Credentials(
                List.of("Bearer " + token),
                List.of(new Credentials.Cookie("name", token)),
                List.of(token),
                true,
                "https://origin.example",
                null);
        for (Object printed : List.of(
                settings,
                credentials,
                credentials.cookies(),
                new PresentedToken(token, PresentedToken.Place.HEADER),
                SignedToken.parse(token, 10_000),
                Hub.both().subscribe(token))) {
            assertThat(printed.toString())
                    .doesNotContain(Hub.SECRET)
                    .doesNotContain("hidden")
                    .doesNotContain(pem.substring(40, 60))
                    .doesNotContain("\"x\"")
                    .doesNotContain("eyJ")
                    .doesNotContain("origin.example");
        }
    }

    @Test
    void mistakesInKeysAreToldWithoutThem() {
        String marker = "SECRETSECRETSECRET";
        for (Runnable mistake : List.<Runnable>of(
                () -> KeyMaterial.Secret.hs256(marker),
                () -> new KeyMaterial.Secret(marker.repeat(3), Algorithm.HS512),
                () -> new KeyMaterial.Secret(marker.repeat(3), Algorithm.RS256),
                () -> new KeyMaterial.Pem(marker, Optional.empty()),
                () -> new KeyMaterial.Pem(
                        "-----BEGIN PUBLIC KEY-----" + marker + "-----END PUBLIC KEY-----", Optional.empty()),
                () -> new KeyMaterial.Pem(
                        Mint.pem("PRIVATE KEY", marker.getBytes(StandardCharsets.UTF_8)), Optional.empty()),
                () -> new KeyMaterial.KeySet("{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + marker + "\"}]}"),
                () -> new KeyMaterial.KeySet(
                        "{\"keys\":[{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"" + marker + "\"}]}"),
                () -> new KeyMaterial.KeySet(marker),
                () -> new KeyMaterial.KeySet("{\"keys\":\"" + marker + "\"}"),
                () -> new KeyMaterial.KeySet("{\"keys\":[{\"kty\":\"" + marker + "\"}]}"))) {
            assertThatIllegalArgumentException().isThrownBy(mistake::run).satisfies(it -> {
                for (Throwable cause = it; cause != null; cause = cause.getCause()) {
                    assertThat(cause.toString()).doesNotContain(marker);
                }
            });
        }
    }
}
