package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tricks that have worked on other verifiers, each on a token that would be good without it. */
class HostileTokensTest {
    private static final String CLAIMS = Hub.claims(Hub.everything());
    private static final String RSA_PEM = Mint.pem(Mint.RSA);

    private final Hub hub = Hub.both();
    private final Hub rsaHub = new Hub(Hub.settings(Hub.key(new KeyMaterial.Pem(RSA_PEM, Optional.empty()))));

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "none ", "", "null", "HS256 ", "A256GCM", "dir"})
    void algNoneHasNoSpellingThatWorks(String alg) {
        String header = "{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\"}";
        String input = Mint.input(header, CLAIMS);
        refused(hub, input + ".");
        refused(hub, input + ".AAAA");
        refused(hub, Mint.hs256(Hub.SECRET, header, CLAIMS));
        refused(rsaHub, input + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"typ\":\"at+jwt\"}", "{\"alg\":null}", "{\"alg\":1}", "{\"alg\":[\"HS256\"]}"})
    void algIsThereAndAString(String header) {
        refused(hub, Mint.hs256(Hub.SECRET, header, CLAIMS));
    }

    @Test
    void aPublicKeyIsNotASecret() {
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
        for (byte[] asSecret : List.of(
                RSA_PEM.getBytes(StandardCharsets.UTF_8),
                RSA_PEM.strip().getBytes(StandardCharsets.UTF_8),
                Mint.RSA.getPublic().getEncoded())) {
            refused(rsaHub, Mint.hmac("HmacSHA256", asSecret, header, CLAIMS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/proc/sys/kernel/randomize_va_space",
                "x' UNION SELECT 'secret",
                "| id",
                "http://localhost:1/key",
                ""
            })
    void kidIsAHintAndNeverAPath(String kid) {
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
        assertThat(hub.subscribe(Mint.hs256(Hub.SECRET, header, CLAIMS)).mayReceive("a"))
                .isTrue();
        refused(hub, Mint.hmac("HmacSHA256", new byte[] {0}, header, CLAIMS));
    }

    @Test
    void keysThatTheTokenBringsAlongAreIgnored() {
        String jwk = Mint.jwk(Mint.P256, "k", ",\"alg\":\"ES256\"");
        String pem = Base64.getEncoder().encodeToString(Mint.P256.getPublic().getEncoded());
        for (String extra : List.of(
                "\"jwk\":" + jwk,
                "\"jku\":\"http://localhost:1/keys\"",
                "\"x5u\":\"http://localhost:1/certificate\"",
                "\"x5c\":[\"" + pem + "\"]")) {
            String es256 = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"," + extra + "}";
            refused(hub, Mint.signed(Mint.P256.getPrivate(), "ES256", es256, CLAIMS));
            refused(rsaHub, Mint.signed(Mint.P256.getPrivate(), "ES256", es256, CLAIMS));
            String hs256 = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"," + extra + "}";
            assertThat(hub.subscribe(Mint.hs256(Hub.SECRET, hs256, CLAIMS)).mayReceive("a"))
                    .isTrue();
        }
    }

    @Test
    void signaturesOfZeroesAreNotSignatures() {
        var elliptic = new Hub(Hub.settings(Hub.key(new KeyMaterial.Pem(Mint.pem(Mint.P256), Optional.empty()))));
        var edwards = new Hub(Hub.settings(Hub.key(new KeyMaterial.Pem(Mint.pem(Mint.ED25519), Optional.empty()))));
        for (int length : new int[] {1, 63, 64, 65, 96, 132}) {
            String zeroes = "." + Mint.encode(new byte[length]);
            refused(elliptic, Mint.input("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", CLAIMS) + zeroes);
            refused(edwards, Mint.input("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}", CLAIMS) + zeroes);
            refused(hub, Mint.input(Hub.MODERN_HEADER, CLAIMS) + zeroes);
        }
    }

    @Test
    void anotherKeyOfTheSameKindIsAnotherKey() {
        var other = Mint.pair("RSA", "2048");
        refused(rsaHub, Mint.signed(other.getPrivate(), "RS256", "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", CLAIMS));
        refused(rsaHub, Mint.signed(Mint.RSA.getPrivate(), "PS256", "{\"alg\":\"PS256\",\"typ\":\"at+jwt\"}", CLAIMS));
        var ps256 = new Hub(Hub.settings(Hub.key(new KeyMaterial.Pem(RSA_PEM, Optional.of(Algorithm.PS256)))));
        refused(ps256, Mint.signed(Mint.RSA.getPrivate(), "RS256", "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", CLAIMS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"crit\":[\"exp\"]                   | crit, which this hub does not support",
                "\"crit\":[]                          | crit",
                "\"b64\":false,\"crit\":[\"b64\"]     | does not support",
                "\"b64\":false                        | b64",
                "\"b64\":true                         | b64",
                "\"alg\":\"none\"                     | names a member twice",
                "\"\\u0061lg\":\"none\"               | names a member twice",
                "\"kid\":{\"a\":1}                    | kid is not a string"
            })
    void headersThatChangeTheRulesAreRefused(String member, String words) {
        String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"," + member + "}";
        refused(hub, Mint.hs256(Hub.SECRET, header, CLAIMS), words);
    }

    @Test
    void claimsAreNotThereTwice() {
        refused(hub, Hub.modernToken(CLAIMS.replace("{\"iss\"", "{\"exp\":9,\"iss\"")), "names a member twice");
        refused(hub, Hub.classicToken("{\"mercure\":{\"publish\":[],\"publish\":[\"*\"]}}"), "names a member twice");
    }

    @Test
    void noPartCanBeTakenAwayOrChanged() {
        String token = Hub.modernToken();
        for (int length = 0; length < token.length(); length += 7) {
            refused(hub, token.substring(0, length));
        }
        refused(hub, token.substring(0, token.length() - 1));
        var random = new Random(42);
        for (int i = 0; i < 300; i++) {
            var changed = new StringBuilder(token);
            int position = random.nextInt(token.length());
            char letter = "ABCxyz019-_".charAt(random.nextInt(11));
            if (token.charAt(position) != letter && token.charAt(position) != '.') {
                changed.setCharAt(position, letter);
                refused(hub, changed.toString());
            }
        }
    }

    @Test
    void aTokenHasOneSpelling() {
        String token = Hub.modernToken();
        for (String other : List.of(
                token + "=",
                token + "==",
                token + ".",
                "." + token,
                token.replace(".", ".."),
                token + ".AA.AA",
                token.replace('.', '/'),
                token + "~",
                "+" + token)) {
            refused(hub, other);
        }
        // In a cookie everything can be tried that a header would not carry.
        for (String other : List.of(
                " " + token,
                token + " ",
                token + "\n",
                "\t" + token,
                token.replace(".", " ."),
                token + "\0",
                "",
                "..",
                "\"" + token + "\"",
                token.substring(0, 9) + "\u00e9" + token.substring(9))) {
            assertThatExceptionOfType(InvalidToken.class)
                    .isThrownBy(
                            () -> hub.admit(Hub.cookies("__Secure-mercure_access_token=" + other), Action.SUBSCRIBE))
                    .satisfies(Sentences::fit);
        }
    }

    @Test
    void strayBitsAtTheEndOfAPartAreRefused() {
        // 32 bytes of HMAC are 43 characters, and the last carries two bits that say nothing.
        String token = Hub.modernToken();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = token.charAt(token.length() - 1);
        String sameBytes = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);
        refused(hub, sameBytes, "not base64url");
    }

    @Test
    void otherKindsOfTokensAreNamed() {
        refused(hub, "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA", "encrypted (JWE)");
        refused(hub, "opaque-access-token", "three parts");
        refused(hub, Mint.hs256(Hub.SECRET, "{\"alg\":\"HS256\",\"cty\":\"JWT\"}", Hub.modernToken()), "JSON");
        refused(hub, Hub.modernToken("\"" + Hub.modernToken() + "\""), "payload of the token is not a JSON object");
        refused(hub, Hub.modernToken("[]"), "payload of the token is not a JSON object");
        refused(hub, Mint.hs256(Hub.SECRET, "[]", CLAIMS), "header of the token is not a JSON object");
    }

    @Test
    void sizeAndDepthAreBounded() {
        refused(
                hub,
                Hub.modernToken(CLAIMS.replace("\"sub\":\"s\"", "\"sub\":\"" + "s".repeat(16_384) + "\"")),
                "16384");
        String large = CLAIMS.replace("\"sub\":\"s\"", "\"sub\":\"" + "s".repeat(11_000) + "\"");
        assertThat(hub.subscribe(Hub.modernToken(large)).subject())
                .hasValueSatisfying(it -> assertThat(it).hasSize(11_000));
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        refused(hub, Hub.modernToken("{\"a\":" + deep + "}"), "nested deeper than 32 levels");
        refused(hub, Hub.modernToken("{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000)), "nested deeper");
        refused(hub, Hub.modernToken("[".repeat(11_000)), "nested deeper");
        var many = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            many.add("\"c" + i + "\":" + i);
        }
        assertThat(hub.subscribe(
                        Hub.modernToken(CLAIMS.replace("{\"iss\"", "{" + String.join(",", many) + ",\"iss\""))))
                .isNotNull();
    }

    @Test
    void bytesThatAreNoTextAreNoClaims() {
        String header = Mint.encode(Hub.MODERN_HEADER.getBytes(StandardCharsets.UTF_8));
        refused(
                hub,
                header + "." + Mint.encode(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'})
                        + ".AAAA",
                "is not UTF-8");
        refused(hub, Hub.modernToken("\uFEFF" + CLAIMS), "not well-formed JSON");
        refused(hub, Hub.modernToken("{\"a\":\"\\ud800\"}"), "unpaired surrogate");
    }

    private static void refused(Hub hub, String token) {
        for (Action action : Action.values()) {
            assertThatExceptionOfType(AccessRefused.class)
                    .isThrownBy(() -> hub.admit(Hub.bearer(token), action))
                    .isInstanceOfAny(InvalidToken.class, InvalidRequest.class)
                    .satisfies(Sentences::fit);
        }
    }

    private static void refused(Hub hub, String token, String words) {
        refused(hub, token);
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.subscribe(token))
                .withMessageContaining(words);
    }
}
