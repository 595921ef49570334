package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresentationTest {
    private static final String COOKIE = "__Secure-mercure_access_token=";
    private static final String CLASSIC_COOKIE = "mercureAuthorization=";

    private final Hub hub = Hub.both();
    private final Hub queryHub = new Hub(Hub.settings(Hub.key(true))
            .withPresentation(new Presentation("token", "mercureAuthorization", true, List.of())));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer   "})
    void theSchemeIsBearerInAnyCase(String scheme) {
        assertThat(subscribe(Hub.header(scheme + Hub.modernToken()))).contains(Generation.MODERN);
        assertThat(subscribe(Hub.header(scheme + Hub.classicToken()))).contains(Generation.CLASSIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer\tT",
                "BearerT",
                "Basic dXNlcjpwYXNzd29yZA==",
                "Digest T",
                "T",
                " Bearer T",
                "Bearer T ",
                "Bearer T T",
                "Bearer T,T",
                "Bearer \"T\"",
                "Bearer token=T",
                "Bearer T\u00e9"
            })
    void anyOtherHeaderIsAMalformedRequestAndCookiesDoNotHelp(String header) {
        String value = header.replace("T", Hub.modernToken());
        var credentials = new Credentials(
                List.of(value), Hub.cookies(COOKIE + Hub.modernToken()).cookies(), List.of(), true, null, null);
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> hub.admit(credentials, Action.SUBSCRIBE))
                .satisfies(Sentences::fit);
    }

    @Test
    void severalHeadersAreAMalformedRequestEvenIfEqual() {
        String header = "Bearer " + Hub.modernToken();
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> subscribe(Hub.header(header, header)))
                .withMessageContaining("more than one")
                .satisfies(Sentences::fit);
    }

    @Test
    void theHeaderWinsOverEverythingEvenIfItIsBad() {
        var credentials = new Credentials(
                List.of("Bearer bad"),
                Hub.cookies(COOKIE + Hub.modernToken(), CLASSIC_COOKIE + Hub.classicToken())
                        .cookies(),
                List.of(Hub.classicToken()),
                true,
                null,
                null);
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> subscribe(credentials));
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> queryHub.admit(credentials, Action.SUBSCRIBE));
    }

    @Test
    void theModernCookieComesBeforeTheClassicOne() {
        assertThat(subscribe(Hub.cookies(CLASSIC_COOKIE + "bad", COOKIE + Hub.modernToken())))
                .contains(Generation.MODERN);
        assertThat(subscribe(Hub.cookies(COOKIE + Hub.classicToken()))).contains(Generation.CLASSIC);
        assertThat(subscribe(Hub.cookies("other=1", CLASSIC_COOKIE + Hub.classicToken())))
                .contains(Generation.CLASSIC);
        assertThat(subscribe(Hub.cookies(COOKIE + Hub.modernToken(), COOKIE + "bad")))
                .contains(Generation.MODERN);
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> subscribe(Hub.cookies(COOKIE + "bad", CLASSIC_COOKIE + Hub.classicToken())));
    }

    @Test
    void theNamesOfCookiesAreCaseSensitiveAndCanBeSet() {
        assertThatExceptionOfType(TokenRequired.class)
                .isThrownBy(() -> subscribe(Hub.cookies("mercureauthorization=" + Hub.classicToken())));
        assertThat(queryHub.admit(Hub.cookies("token=" + Hub.modernToken()), Action.SUBSCRIBE)
                        .generation())
                .contains(Generation.MODERN);
    }

    @Test
    void theClassicPlacesAreForClassicTokens() {
        for (Credentials credentials : List.of(
                Hub.cookies(CLASSIC_COOKIE + Hub.modernToken()),
                Hub.query(Hub.modernToken()),
                Hub.query(Hub.classicToken("{\"mercure\":{},\"authorization_details\":[]}")))) {
            assertThatExceptionOfType(InvalidToken.class)
                    .isThrownBy(() -> queryHub.admit(credentials, Action.SUBSCRIBE))
                    .withMessageContaining("belongs in the Authorization header")
                    .satisfies(Sentences::fit);
        }
        // Being remembered from a place for all does not let it in.
        queryHub.subscribe(Hub.modernToken());
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> queryHub.admit(Hub.query(Hub.modernToken()), Action.SUBSCRIBE));
    }

    @Test
    void theQueryIsASettingAndComesBeforeCookies() {
        assertThatExceptionOfType(TokenRequired.class).isThrownBy(() -> subscribe(Hub.query(Hub.classicToken())));
        assertThat(queryHub.admit(Hub.query(Hub.classicToken()), Action.SUBSCRIBE)
                        .generation())
                .contains(Generation.CLASSIC);
        var both = new Credentials(
                List.of(),
                Hub.cookies(CLASSIC_COOKIE + "bad").cookies(),
                List.of(Hub.classicToken()),
                true,
                null,
                null);
        assertThat(queryHub.admit(both, Action.SUBSCRIBE).generation()).contains(Generation.CLASSIC);
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> queryHub.admit(Hub.query("a", "b"), Action.SUBSCRIBE));
    }

    @Test
    void withoutATokenOneIsAnonymousOrRefused() {
        assertThatExceptionOfType(TokenRequired.class)
                .isThrownBy(() -> subscribe(Hub.header()))
                .satisfies(Sentences::fit);
        var open = new Hub(Hub.settings(Hub.key(true)).withAnonymousSubscribers(true));
        Access anonymous = open.admit(Hub.header(), Action.SUBSCRIBE);
        assertThat(anonymous).isSameAs(Access.anonymous());
        assertThat(anonymous.isAnonymous()).isTrue();
        assertThat(anonymous.mayReceive()).isEmpty();
        assertThat(anonymous.mayPublish("a")).isFalse();
        assertThat(anonymous.expires()).isEmpty();
        assertThat(anonymous.payloadFor("a")).isEmpty();
        assertThatExceptionOfType(TokenRequired.class).isThrownBy(() -> anonymous.requireReceive("/subscriptions"));
        assertThatExceptionOfType(TokenRequired.class).isThrownBy(() -> anonymous.requirePublish(List.of("a")));
        assertThatExceptionOfType(TokenRequired.class).isThrownBy(() -> open.admit(Hub.header(), Action.PUBLISH));
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> open.subscribe("bad"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "https://example.com       | https://example.com          | -                        | true",
                "https://example.com       | HTTPS://EXAMPLE.com:443      | -                        | true",
                "https://EXAMPLE.com:443   | https://example.com          | -                        | true",
                "https://example.com       | http://example.com           | -                        | false",
                "https://example.com       | https://example.com:8443     | -                        | false",
                "https://example.com       | https://example.com.evil.net | -                        | false",
                "https://example.com       | https://evil.net             | https://example.com/page | false",
                "https://example.com       | -                            | https://example.com/p?q  | true",
                "https://example.com       | -                            | https://example.com@evil.net/ | false",
                "https://example.com       | -                            | https://evil.net/https://example.com | false",
                "https://example.com       | -                            | about:blank              | false",
                "https://example.com       | -                            | -                        | false",
                "https://example.com       | null                         | https://example.com/     | false",
                "https://example.com       | https://example.com/         | -                        | false",
                "https://example.com       | https://u@example.com        | -                        | false",
                "https://example.com       | https://example.com, https://example.com | -            | false",
                "https://example.com       | ''                           | https://example.com/     | false",
                "https://*.example.com     | https://a.example.com        | -                        | true",
                "https://*.example.com     | https://a.b.example.com      | -                        | true",
                "https://*.example.com     | https://example.com          | -                        | false",
                "https://*.example.com     | https://.example.com         | -                        | false",
                "https://*.example.com     | https://evil.net:1.example.com | -                      | false",
                "https://*.example.com     | https://a.example.com:444    | -                        | false",
                "https://*.example.com     | http://a.example.com         | -                        | false",
                "https://*.example.com     | https://evilexample.com      | -                        | false",
                "https://app-*.example.com | https://app-1.example.com    | -                        | true",
                "http://localhost:*        | http://localhost:5173        | -                        | true",
                "http://localhost:*        | http://localhost             | -                        | false",
                "http://localhost:*        | http://localhost.evil.net:80 | -                        | false",
                "http://[::1]:*            | http://[0:0::1]:99           | -                        | true",
                "capacitor://localhost     | capacitor://localhost        | -                        | true",
                "*                         | https://anything.example     | -                        | true",
                "*                         | null                         | -                        | false",
                "*                         | not an origin                | -                        | false",
                "*                         | -                            | -                        | false",
                "-                         | https://example.com          | -                        | false"
            })
    void publishingWithACookieNeedsAnAllowedOrigin(String allowed, String origin, String referer, boolean passes) {
        List<String> origins = allowed == null ? List.of() : List.of(allowed);
        var guarded = new Hub(Hub.settings(Hub.key(true))
                .withPresentation(new Presentation("token", "mercureAuthorization", false, origins)));
        for (String cookie : List.of("token=" + Hub.modernToken(), CLASSIC_COOKIE + Hub.classicToken())) {
            List<Credentials.Cookie> cookies = Hub.cookies(cookie).cookies();
            var unsafe = new Credentials(List.of(), cookies, List.of(), false, origin, referer);
            if (passes) {
                assertThat(guarded.admit(unsafe, Action.PUBLISH).mayPublish("a"))
                        .isTrue();
            } else {
                assertThatExceptionOfType(InvalidRequest.class)
                        .isThrownBy(() -> guarded.admit(unsafe, Action.PUBLISH))
                        .satisfies(Sentences::fit);
            }
            var safe = new Credentials(List.of(), cookies, List.of(), true, origin, referer);
            assertThat(guarded.admit(safe, Action.SUBSCRIBE).mayReceive("a")).isTrue();
        }
        var withHeader =
                new Credentials(List.of("Bearer " + Hub.modernToken()), List.of(), List.of(), false, origin, referer);
        assertThat(guarded.admit(withHeader, Action.PUBLISH).mayPublish("a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "null",
                "https://",
                "https://example.com/",
                "https://example.com/path",
                "https://a b",
                "https://*.*.example.com",
                "http*://example.com",
                "*://example.com",
                "https://example.com:80*0",
                "https://u@example.com",
                "**",
                "https://example.com?*"
            })
    void anEntryThatIsNoOriginStopsTheStart(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Presentation("a", "b", false, List.of(entry)))
                .withMessageContaining("is not an origin");
    }

    @Test
    void cookieNamesAreChecked() {
        for (String name : Arrays.asList("", "a b", "a;b", "a=b", "\u00e9")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Presentation(name, "b", false, List.of()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Presentation("b", "b", false, List.of()));
    }

    private Optional<Generation> subscribe(Credentials credentials) {
        return hub.admit(credentials, Action.SUBSCRIBE).generation();
    }
}
