package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.auth.jose.KeyMaterial;
import dev.wellspring.auth.jose.Mint;
import dev.wellspring.topic.MatcherType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicTokenTest {
    private final Hub hub = new Hub(AuthSettings.of(
            Optional.empty(),
            List.of(new TrustedKey(KeyMaterial.Secret.hs256(Hub.SECRET), Optional.empty(), true, Hub.BOTH))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"typ\":\"whatever\",\"kid\":\"whose\"}"
            })
    void neitherTypNorIssuerNorAudienceMatter(String header) {
        String claims = "{\"mercure\":{\"publish\":[\"*\"]},\"iss\":\"x\",\"aud\":[1]}";
        Access access = hub.publish(Mint.hs256(Hub.SECRET, header, claims));
        assertThat(access.generation()).contains(Generation.CLASSIC);
        assertThat(access.mayPublish("anything")).isTrue();
        assertThat(access.expires()).isEmpty();
    }

    @Test
    void selectorsAreTopicsOrTemplates() {
        Access access = subscribe(
                "{\"mercure\":{\"subscribe\":[\"https://example.com/users/foo/{?topic}\",\"urn:a\",\"{invalid\"]}}");
        assertThat(access.mayReceive("https://example.com/users/foo/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1"))
                .isTrue();
        assertThat(access.mayReceive("https://example.com/users/bar/?topic=x")).isFalse();
        assertThat(access.mayReceive("urn:a")).isTrue();
        assertThat(access.mayReceive("{invalid")).isTrue();
        assertThat(access.mayReceive()).extracting(it -> it.type()).containsOnly(MatcherType.TEMPLATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"mercure\":null}",
                "{\"mercure\":{}}",
                "{\"mercure\":{\"publish\":[],\"subscribe\":[]}}",
                "{\"mercure\":{\"publish\":null,\"subscribe\":null,\"payload\":null}}",
                "{\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},\"https://mercure.rocks/\":{}}"
            })
    void whatIsNotGrantedIsNotGranted(String claims) {
        assertThat(hub.publish(Hub.classicToken(claims)).mayPublish("a")).isFalse();
        assertThat(subscribe(claims).mayReceive()).isEmpty();
        assertThat(subscribe(claims).payloadFor("a")).isEmpty();
        assertThatExceptionOfType(InsufficientScope.class)
                .isThrownBy(() -> hub.publish(Hub.classicToken(claims)).requirePublish(List.of("a")))
                .satisfies(refusal -> assertThat(refusal.generation()).isEqualTo(Generation.CLASSIC));
    }

    @Test
    void theLongNameOfTheClaimWins() {
        Access access = subscribe(
                "{\"mercure\":{\"subscribe\":[\"short\"]},\"https://mercure.rocks/\":{\"subscribe\":[\"long\"]}}");
        assertThat(access.mayReceive("long")).isTrue();
        assertThat(access.mayReceive("short")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mercure\":[]}                          | not an object",
                "{\"mercure\":\"*\"}                       | not an object",
                "{\"mercure\":{\"publish\":\"*\"}}         | publish is not an array",
                "{\"mercure\":{\"subscribe\":{}}}          | subscribe is not an array",
                "{\"mercure\":{\"publish\":[1]}}           | not a string",
                "{\"mercure\":{\"subscribe\":[null]}}      | not a string",
                "{\"mercure\":{},\"exp\":1795348800}       | has expired",
                "{\"mercure\":{},\"exp\":\"1795348900\"}   | exp of the token is not a number",
                "{\"mercure\":{},\"exp\":1795348900000}    | must be in seconds",
                "{\"mercure\":{},\"nbf\":1795348900}       | not valid yet"
            })
    void whatIsThereMustBeRight(String claims, String words) {
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> subscribe(claims))
                .withMessageContaining(words)
                .satisfies(Sentences::fit);
    }

    @Test
    void expEndsTheAccessIfThereIsOne() {
        assertThat(subscribe("{\"mercure\":{},\"exp\":1795348801.75}").expires())
                .contains(Instant.ofEpochSecond(1795348801));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1}", "[1, 2]", "\"text\"", "0", "false"})
    void thePayloadIsAnyJsonForAllSubscriptions(String payload) {
        Access access = subscribe("{\"mercure\":{\"subscribe\":[\"x\"],\"payload\":" + payload + "}}");
        assertThat(access.payloadFor("anything")).contains(payload);
        assertThat(access.payloadFor("x")).contains(payload);
    }

    @Test
    void selectorsAreLimited() {
        String thousand =
                IntStream.range(0, 1000).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        assertThat(subscribe("{\"mercure\":{\"subscribe\":[" + thousand + "]}}").mayReceive())
                .hasSize(1000);
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> subscribe("{\"mercure\":{\"publish\":[" + thousand + ",\"more\"]}}"))
                .withMessageContaining("more than 1000 selectors");
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> subscribe("{\"mercure\":{\"publish\":[\"" + "a".repeat(4097) + "\"]}}"))
                .withMessageContaining("longer than 4096 bytes");
    }

    @Test
    void modernTokensAreNotTakenForClassicOnes() {
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.subscribe(Hub.modernToken()))
                .withMessageContaining("iss of the token is not");
        String withClaim = "{\"mercure\":{\"publish\":[\"*\"]},\"authorization_details\":[]}";
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.publish(Hub.classicToken(withClaim)))
                .withMessageContaining("must be at+jwt");
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> hub.publish(Hub.modernToken("{\"mercure\":{\"publish\":[\"*\"]}}")))
                .withMessageContaining("no iss");
    }

    @Test
    void aKeyIsForClassicTokensOnlyIfTheOperatorSaysSo() {
        String classicSecret = "the secret of the classic publishers, long enough";
        var mixed = new Hub(Hub.settings(
                Hub.key(false),
                new TrustedKey(KeyMaterial.Secret.hs256(classicSecret), Optional.empty(), true, Hub.BOTH)));
        String claims = "{\"mercure\":{\"publish\":[\"*\"]}}";
        assertThat(mixed.publish(Mint.hs256(classicSecret, Hub.CLASSIC_HEADER, claims))
                        .mayPublish("a"))
                .isTrue();
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> mixed.publish(Hub.classicToken(claims)))
                .withMessageContaining("not by a trusted key");
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> mixed.publish(Mint.hs256(classicSecret, Hub.MODERN_HEADER, Hub.claims("[]"))))
                .withMessageContaining("not by a trusted key");
    }

    private Access subscribe(String claims) {
        return hub.subscribe(Hub.classicToken(claims));
    }
}
