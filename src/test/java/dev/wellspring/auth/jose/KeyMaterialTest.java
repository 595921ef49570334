package dev.wellspring.auth.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMaterialTest {
    @ParameterizedTest
    @CsvSource({
        "HS256, 31, false",
        "HS256, 32, true",
        "HS384, 47, false",
        "HS384, 48, true",
        "HS512, 63, false",
        "HS512, 64, true"
    })
    void aSecretIsAsLongAsItsHash(Algorithm algorithm, int length, boolean good) {
        String secret = "s".repeat(length);
        if (good) {
            String mac = "HmacSHA" + algorithm.name().substring(2);
            SignedToken token =
                    parse(Mint.hmac(mac, secret.getBytes(StandardCharsets.UTF_8), header(algorithm.name(), ""), "{}"));
            assertThat(verifies(new KeyMaterial.Secret(secret, algorithm), token))
                    .isTrue();
            assertThat(verifies(new KeyMaterial.Secret("t".repeat(length), algorithm), token))
                    .isFalse();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new KeyMaterial.Secret(secret, algorithm))
                    .withMessageContaining("openssl rand -hex");
        }
    }

    @Test
    void aPemKeyIsNotTakenForASecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyMaterial.Secret.hs256(Mint.pem(Mint.RSA)))
                .withMessageContaining("PEM key is not a secret");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyMaterial.Secret("s".repeat(64), Algorithm.RS256));
    }

    @Test
    void aPemKeyIsReadAsEnvironmentVariablesHaveIt() {
        SignedToken token = parse(Mint.signed(Mint.RSA.getPrivate(), "RS256", header("RS256", ""), "{}"));
        String pem = Mint.pem(Mint.RSA);
        for (String spelled : List.of(
                pem,
                pem.strip(),
                "  " + pem,
                pem.replace("\n", "\\n"),
                pem.replace("\n", "\r\n"),
                pem.replace("\n", ""))) {
            assertThat(verifies(new KeyMaterial.Pem(spelled, Optional.empty()), token))
                    .isTrue();
        }
    }

    @Test
    void aKeyIsUsedWithOneAlgorithmOfItsKind() {
        for (KeyPair pair : List.of(Mint.RSA, Mint.P256, Mint.P384, Mint.P521, Mint.ED25519)) {
            long fitting = List.of(Algorithm.values()).stream()
                    .filter(algorithm -> fits(pair, algorithm))
                    .count();
            assertThat(fitting).isEqualTo(pair == Mint.RSA ? 6 : 1);
        }
    }

    private static boolean fits(KeyPair pair, Algorithm algorithm) {
        try {
            return new KeyMaterial.Pem(Mint.pem(pair), Optional.of(algorithm))
                    .algorithm()
                    .isPresent();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("not one for the algorithm");
            return false;
        }
    }

    @Test
    void whatIsNoPublicKeyIsNamed() {
        refused(Mint.pem("PRIVATE KEY", Mint.RSA.getPrivate().getEncoded()), "private key");
        refused(Mint.pem("RSA PRIVATE KEY", new byte[] {1}), "private key");
        refused(Mint.pem("RSA PUBLIC KEY", new byte[] {1}), "openssl pkey");
        refused(Mint.pem("PUBLIC KEY", new byte[] {1}), "no RSA, EC or Ed25519 key");
        refused(Mint.pem("CERTIFICATE", new byte[] {1}), "no X.509 certificate");
        refused(Mint.pem(Mint.RSA) + Mint.pem(Mint.RSA), "not one PEM block");
        refused(Mint.pem(Mint.WEAK_RSA), "2048 bits");
        refused(Mint.pem(Mint.pair("X25519", "")), "no RSA, EC or Ed25519 key");
        refused(Mint.pem(Mint.pair("Ed448", "")), "no RSA, EC or Ed25519 key");
    }

    @Test
    void aKeySetHasManyKeysAndKidIsAHint() {
        var set = new KeyMaterial.KeySet(Mint.jwks(
                Mint.jwk(Mint.pair("EC", "secp256r1"), "other", ""),
                Mint.jwk(Mint.P256, "mine", ""),
                Mint.jwk(Mint.RSA, "rsa", ""),
                Mint.jwk(Mint.ED25519, "ed", ",\"use\":\"sig\",\"key_ops\":[\"verify\"]")));
        for (String kid : List.of(",\"kid\":\"mine\"", ",\"kid\":\"other\"", ",\"kid\":\"unknown\"", "")) {
            assertThat(verifies(set, parse(Mint.signed(Mint.P256.getPrivate(), "ES256", header("ES256", kid), "{}"))))
                    .isTrue();
        }
        for (String alg : List.of("RS256", "RS512", "PS256", "PS384")) {
            assertThat(verifies(set, parse(Mint.signed(Mint.RSA.getPrivate(), alg, header(alg, ""), "{}"))))
                    .isTrue();
        }
        assertThat(verifies(set, parse(Mint.signed(Mint.ED25519.getPrivate(), "EdDSA", header("EdDSA", ""), "{}"))))
                .isTrue();
        SignedToken stranger = parse(Mint.signed(
                Mint.pair("EC", "secp256r1").getPrivate(), "ES256", header("ES256", ",\"kid\":\"mine\""), "{}"));
        assertThat(verifies(set, stranger)).isFalse();
    }

    @Test
    void aKeyOfASetIsForWhatItSays() {
        var set = new KeyMaterial.KeySet(Mint.jwks(
                Mint.jwk(Mint.RSA, "a", ",\"alg\":\"RS512\""),
                Mint.jwk(Mint.P256, "b", ",\"use\":\"enc\""),
                Mint.jwk(Mint.ED25519, "c", ",\"key_ops\":[\"sign\"]")));
        assertThat(verifies(set, parse(Mint.signed(Mint.RSA.getPrivate(), "RS512", header("RS512", ""), "{}"))))
                .isTrue();
        assertThat(verifies(set, parse(Mint.signed(Mint.RSA.getPrivate(), "RS256", header("RS256", ""), "{}"))))
                .isFalse();
        assertThat(verifies(set, parse(Mint.signed(Mint.P256.getPrivate(), "ES256", header("ES256", ""), "{}"))))
                .isFalse();
        assertThat(verifies(set, parse(Mint.signed(Mint.ED25519.getPrivate(), "EdDSA", header("EdDSA", ""), "{}"))))
                .isFalse();
    }

    @Test
    void aPrivateKeyInASetIsRefused() {
        String d = ",\"d\":\"" + Mint.encode(new byte[32]) + "\"";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyMaterial.KeySet(Mint.jwks(Mint.jwk(Mint.ED25519, "k", d))))
                .withMessageContaining("private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2hvcnQ\",\"alg\":\"HS256\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE\",\"alg\":\"RS256\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}]}",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo\"}]}"
            })
    void aSetThatCannotBeUsedStopsTheStart(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyMaterial.KeySet(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://h/",
                "https:///keys",
                "keys",
                "https://u:p@h/",
                "https://h/#f",
                "jar:https://h/!/"
            })
    void aKeySetIsFetchedByHttp(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyMaterial.FetchedKeySet.at(URI.create(url)))
                .withMessageContaining("URL of a key set");
    }

    @Test
    void theDurationsOfAFetchedSetFitTogether() {
        var url = URI.create("https://keys.example/");
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyMaterial.FetchedKeySet(url, second, second, second, second));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new KeyMaterial.FetchedKeySet(url, Duration.ofHours(1), second, second, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new KeyMaterial.FetchedKeySet(url, Duration.ofHours(1), Duration.ZERO, second, second));
    }

    private static void refused(String pem, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyMaterial.Pem(pem, Optional.empty()))
                .withMessageContaining(words);
    }

    private static boolean verifies(KeyMaterial material, SignedToken token) {
        return material.open(InstantSource.system()).candidatesFor(token).stream()
                .anyMatch(key -> key.hasSigned(token));
    }

    private static SignedToken parse(String compact) {
        return SignedToken.parse(compact, 10_000);
    }

    private static String header(String alg, String more) {
        return "{\"alg\":\"" + alg + "\"" + more + "}";
    }
}
