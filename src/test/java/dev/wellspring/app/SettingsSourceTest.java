package dev.wellspring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wellspring.auth.Action;
import dev.wellspring.auth.AuthSettings;
import dev.wellspring.auth.TrustedKey;
import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsSourceTest {

    @Test
    void withoutSettingsEveryOriginMayReadAndAFairBacklogIsKept() {
        Settings settings = read(Map.of());
        assertThat(settings.corsOrigins()).containsExactly("*");
        assertThat(settings.streamBacklogBytes()).isEqualTo(65_536);
        assertThat(settings.mode()).as("safe by default").isEqualTo(Settings.Mode.PRODUCTION);
        assertThat(settings.data()).isEmpty();
    }

    @Test
    void theEnvironmentIsReadByTheNamesOfTheReadme() {
        Settings settings = SettingsSource.read(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(
                        Map.of(
                                "WELLSPRING_CORS_ORIGINS", "https://a.example,https://b.example",
                                "WELLSPRING_STREAM_BACKLOG_BYTES", "1000",
                                "WELLSPRING_MODE", "demo"),
                        300)));
        assertThat(settings.corsOrigins()).containsExactlyInAnyOrder("https://a.example", "https://b.example");
        assertThat(settings.streamBacklogBytes()).isEqualTo(1000);
        assertThat(settings.mode()).isEqualTo(Settings.Mode.DEMO);
    }

    @Test
    void whatCannotBeUsedIsNamedAsTheOperatorWroteIt() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of("wellspring.cors-origins", "example.com/path")))
                .withMessageContainingAll("WELLSPRING_CORS_ORIGINS", "example.com/path");
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of("wellspring.stream-backlog-bytes", "0")))
                .withMessageContaining("WELLSPRING_STREAM_BACKLOG_BYTES");
    }

    @Test
    void anAddressOfTheLogIsReadAndNeverRepeated() {
        assertThat(LogPlace.of(read(Map.of("wellspring.log", "redis://:secret@redis/1"))
                        .log()))
                .isInstanceOf(LogPlace.Redis.class);
        assertThat(LogPlace.of(read(Map.of("wellspring.log", "Memory")).log())).isInstanceOf(LogPlace.Memory.class);
        for (String wrong : List.of("redis://hub:secret@redis:port", "postgres://hub:secret@redis", "secret")) {
            assertThatExceptionOfType(InvalidSettings.class)
                    .isThrownBy(() -> read(Map.of(
                            "wellspring.log", wrong,
                            "wellspring.log-name", "a b",
                            "wellspring.log-timeout", "PT0S",
                            "wellspring.log-replicas", "-1")))
                    .withMessageContainingAll(
                            "WELLSPRING_LOG: it ",
                            "WELLSPRING_LOG_NAME=a b: it is",
                            "WELLSPRING_LOG_TIMEOUT=PT0S: it is",
                            "WELLSPRING_LOG_REPLICAS=-1: it is")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        }
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of(
                        "wellspring.cors-origins", "nonsense",
                        "wellspring.stream-backlog-bytes", "-5")))
                .withMessageContainingAll("WELLSPRING_CORS_ORIGINS", "WELLSPRING_STREAM_BACKLOG_BYTES");
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of(
                        "wellspring.mode", "nonsense",
                        "wellspring.stream-backlog-bytes", "many")))
                .withMessageContainingAll("WELLSPRING_MODE", "WELLSPRING_STREAM_BACKLOG_BYTES");
    }

    @Test
    void aValueThatCannotBeReadIsQuotedUnderItsVariableWithWhatIsAllowed() {
        assertThat(problemsOf(Map.of(
                        "WELLSPRING_MODE", "nonsense",
                        "WELLSPRING_RETENTION_AGE", "7 days",
                        "WELLSPRING_MOST_TOPICS", "99999999999",
                        "WELLSPRING_RETENTION_UPDATES", "many",
                        "WELLSPRING_ANONYMOUS_SUBSCRIBERS", "ture",
                        "WELLSPRING_SUBSCRIPTION_EVENTS", "flase",
                        "WELLSPRING_COOKIE", "")))
                .containsExactlyInAnyOrder(
                        "WELLSPRING_MODE=nonsense: it is demo or production.",
                        "WELLSPRING_RETENTION_AGE=7 days: it is a duration such as PT20S, PT10M or P7D.",
                        "WELLSPRING_MOST_TOPICS=99999999999: it is a whole number, at most 2147483647.",
                        "WELLSPRING_RETENTION_UPDATES=many: it is a whole number, at most 9223372036854775807.",
                        "WELLSPRING_ANONYMOUS_SUBSCRIBERS=ture: it is true or false.",
                        "WELLSPRING_SUBSCRIPTION_EVENTS=flase: it is true or false.",
                        "WELLSPRING_COOKIE=: it is empty; leave it out, or give it a value.");
    }

    @Test
    void whatCannotBeReadDoesNotHideWhatIsOutOfBounds() {
        assertThat(problemsOf(Map.of(
                        "WELLSPRING_MODE", "nonsense",
                        "WELLSPRING_RETENTION_UPDATES", "0",
                        "WELLSPRING_RETENTION_BYTES", "-1",
                        "WELLSPRING_LARGEST_BODY", "0",
                        "WELLSPRING_MOST_MATCHERS", "0",
                        "WELLSPRING_HEARTBEAT", "PT-1S",
                        "WELLSPRING_HUB_URL", "/relative",
                        "WELLSPRING_COOKIE", "a b",
                        "WELLSPRING_PUBLISH_ORIGINS", "nonsense",
                        "WELLSPRING_KEYS__MAIN__SECRET", "short")))
                .extracting(problem -> problem.replaceAll("[=:].*", ""))
                .containsExactlyInAnyOrder(
                        "WELLSPRING_MODE",
                        "WELLSPRING_RETENTION_UPDATES",
                        "WELLSPRING_RETENTION_BYTES",
                        "WELLSPRING_LARGEST_BODY",
                        "WELLSPRING_MOST_MATCHERS",
                        "WELLSPRING_HEARTBEAT",
                        "WELLSPRING_HUB_URL",
                        "WELLSPRING_COOKIE",
                        "WELLSPRING_PUBLISH_ORIGINS",
                        "WELLSPRING_KEYS__MAIN__SECRET");
    }

    @Test
    void everySettingWithOneDefaultRefusesTextThatIsNoneOfItsType() {
        for (Method setting : Settings.class.getDeclaredMethods()) {
            Class<?> type = setting.getReturnType();
            if (type.isEnum() || type.isPrimitive() || type == Duration.class) {
                String variable = "WELLSPRING_"
                        + setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
                assertThat(problemsOf(Map.of(variable, "no such thing")))
                        .singleElement()
                        .asString()
                        .startsWith(variable + "=no such thing: it is ")
                        .doesNotContain("SRCFG");
                assertThat(problemsOf(Map.of(variable, "")))
                        .singleElement()
                        .asString()
                        .startsWith(variable + "=: it is ");
            }
        }
    }

    @Test
    void everyBadKeyIsToldAndNoSecretIs() {
        List<String> problems = problemsOf(Map.of(
                "WELLSPRING_KEYS__FIRST__SECRET", "hidden-1",
                "WELLSPRING_KEYS__SECOND__PEM", "hidden-2",
                "WELLSPRING_KEYS__THIRD__JWKS", "hidden-3",
                "WELLSPRING_KEYS__FOURTH__JWKS_URL", "ftp://keys.example/?key=hidden-4",
                "WELLSPRING_KEYS__FIFTH__JWKS_URL", "https://keys.example/a b?key=hidden-5",
                "WELLSPRING_KEYS__SIXTH__SECRET", "hidden-6-" + "x".repeat(40),
                "WELLSPRING_KEYS__SIXTH__PEM", "hidden-7",
                "WELLSPRING_KEYS__EIGHTH__SECRET", "hidden-8-" + "x".repeat(40),
                "WELLSPRING_KEYS__EIGHTH__ALGORITHM", "none",
                "WELLSPRING_KEYS__EIGHTH__ROLES", "publish,administer"));
        assertThat(problems)
                .extracting(problem -> problem.replaceAll("[=:].*", ""))
                .containsExactlyInAnyOrder(
                        "WELLSPRING_KEYS__FIRST__SECRET",
                        "WELLSPRING_KEYS__SECOND__PEM",
                        "WELLSPRING_KEYS__THIRD__JWKS",
                        "WELLSPRING_KEYS__FOURTH__JWKS_URL",
                        "WELLSPRING_KEYS__FIFTH__JWKS_URL",
                        "WELLSPRING_KEYS__SIXTH__PEM",
                        "WELLSPRING_KEYS__SIXTH__…",
                        "WELLSPRING_KEYS__EIGHTH__ALGORITHM",
                        "WELLSPRING_KEYS__EIGHTH__ROLES");
        assertThat(problems)
                .noneMatch(problem -> problem.contains("hidden"))
                .anyMatch(problem ->
                        problem.contains("ALGORITHM=none: it is one of HS256, ") && problem.contains("ES512, EdDSA."))
                .anyMatch(problem -> problem.contains("ROLES=administer,publish: it is publish, subscribe, or")
                        || problem.contains("ROLES=publish,administer: it is publish, subscribe, or"));
    }

    @Test
    void moreMistakesInAKeyAreToldByTheirVariables() {
        assertThat(problemsOf(Map.of(
                        "WELLSPRING_KEYS__A__SECRET", GOOD_SECRET,
                        "WELLSPRING_KEYS__A__CLASSIC", "perhaps",
                        "WELLSPRING_KEYS__B__SECRET", "!ChangeThisMercureHubJWTSecretKey!",
                        "WELLSPRING_KEYS__C__ISSUER", "https://login.example",
                        "WELLSPRING_KEYS__D__SECRET", GOOD_SECRET,
                        "WELLSPRING_KEYS__D__ROLES", "",
                        "WELLSPRING_KEYS__E__SECRET", GOOD_SECRET,
                        "WELLSPRING_KEYS__E__ISSUER", "https://login.example")))
                .satisfiesExactlyInAnyOrder(
                        a -> assertThat(a).isEqualTo("WELLSPRING_KEYS__A__CLASSIC=perhaps: it is true or false."),
                        b -> assertThat(b).startsWith("WELLSPRING_KEYS__B__SECRET: it is the well-known secret"),
                        c -> assertThat(c).startsWith("WELLSPRING_KEYS__C__…: give exactly one of SECRET, PEM,"),
                        d -> assertThat(d).startsWith("WELLSPRING_KEYS__D__ROLES"),
                        e -> assertThat(e).startsWith("WELLSPRING_HUB_URL"));
    }

    @Test
    void anUnderscoreInTheNameOfAKeyIsPartOfItsName() {
        Map<String, String> environment = Map.of(
                "WELLSPRING_HUB_URL", "https://hub.example/.well-known/mercure",
                "WELLSPRING_KEYS__MY_OTHER_KEY__JWKS_URL", "https://login.example/jwks.json",
                "WELLSPRING_KEYS__MY_OTHER_KEY__ISSUER", "https://login.example",
                "WELLSPRING_KEYS__MY_OTHER_KEY__CLASSIC", "true",
                "WELLSPRING_KEYS__MY_OTHER_KEY__ROLES", "subscribe",
                "WELLSPRING_KEYS__MY_KEY__SECRET", GOOD_SECRET);
        AuthSettings auth = AuthParts.of(fromEnvironment(environment));
        assertThat(auth.keys())
                .satisfiesExactlyInAnyOrder(
                        key -> assertThat(key.material()).isEqualTo(KeyMaterial.Secret.hs256(GOOD_SECRET)), key -> {
                            assertThat(key.material())
                                    .isEqualTo(KeyMaterial.FetchedKeySet.at(
                                            URI.create("https://login.example/jwks.json")));
                            assertThat(key.issuer()).contains("https://login.example");
                            assertThat(key.classic()).isTrue();
                            assertThat(key.actions()).containsExactly(Action.SUBSCRIBE);
                        });
        assertThat(problemsOf(Map.of("WELLSPRING_KEYS__MY_KEY__SECRET", "short")))
                .singleElement()
                .asString()
                .startsWith("WELLSPRING_KEYS__MY_KEY__SECRET: ");
    }

    @Test
    void algorithmsAreNamedAsTheJoseRegistrySpellsThemInAnyCase() {
        for (String name : List.of("EdDSA", "EDDSA", "eddsa", "Ed25519")) {
            AuthSettings auth = AuthParts.of(fromEnvironment(
                    Map.of("WELLSPRING_KEYS__MAIN__PEM", ED25519_PEM, "WELLSPRING_KEYS__MAIN__ALGORITHM", name)));
            assertThat(auth.keys())
                    .singleElement()
                    .extracting(TrustedKey::material)
                    .isEqualTo(new KeyMaterial.Pem(ED25519_PEM, Optional.of(Algorithm.EDDSA)));
        }
        AuthSettings auth = AuthParts.of(fromEnvironment(
                Map.of("WELLSPRING_KEYS__MAIN__SECRET", GOOD_SECRET, "WELLSPRING_KEYS__MAIN__ALGORITHM", "hs256")));
        assertThat(auth.keys().getFirst().material()).isEqualTo(KeyMaterial.Secret.hs256(GOOD_SECRET));
    }

    @Test
    void whatASecretLooksLikeDoesNotMatter() {
        String secret = "${user.home} $$ \\ , : " + "x".repeat(32);
        AuthSettings auth = AuthParts.of(fromEnvironment(Map.of("WELLSPRING_KEYS__MAIN__SECRET", secret)));
        assertThat(auth.keys().getFirst().material()).isEqualTo(KeyMaterial.Secret.hs256(secret));
    }

    @Test
    void theDemoOpensEverythingUnlessToldOtherwise() {
        AuthSettings demo = AuthParts.of(fromEnvironment(Map.of("WELLSPRING_MODE", "demo")));
        assertThat(demo.resource()).contains(AuthSettings.DEMO_RESOURCE);
        assertThat(demo.anonymousSubscribers()).isTrue();
        assertThat(demo.presentation().classicQuery()).isTrue();
        assertThat(demo.presentation().publishOrigins()).containsExactly("*");

        AuthSettings told = AuthParts.of(fromEnvironment(Map.of(
                "WELLSPRING_MODE", "demo",
                "WELLSPRING_HUB_URL", "https://hub.example/.well-known/mercure",
                "WELLSPRING_ANONYMOUS_SUBSCRIBERS", "false",
                "WELLSPRING_TOKEN_IN_QUERY", "false",
                "WELLSPRING_PUBLISH_ORIGINS", "https://app.example")));
        assertThat(told.usesWellKnownSecret()).isTrue();
        assertThat(told.resource()).contains("https://hub.example/.well-known/mercure");
        assertThat(told.anonymousSubscribers()).isFalse();
        assertThat(told.presentation().classicQuery()).isFalse();
        assertThat(told.presentation().publishOrigins()).containsExactly("https://app.example");
    }

    @Test
    void withKeysOfOnesOwnTheDemoOpensNothingByItself() {
        AuthSettings own = AuthParts.of(
                fromEnvironment(Map.of("WELLSPRING_MODE", "demo", "WELLSPRING_KEYS__MAIN__SECRET", GOOD_SECRET)));
        assertThat(own.usesWellKnownSecret()).isFalse();
        assertThat(own.resource()).isEmpty();
        assertThat(own.anonymousSubscribers()).isFalse();
        assertThat(own.presentation().classicQuery()).isFalse();
        assertThat(own.presentation().publishOrigins()).isEmpty();
    }

    @Test
    void emptyIsAsGoodAsAbsentWhereNothingIsTheDefault() {
        Settings settings = fromEnvironment(Map.of(
                "WELLSPRING_HUB_URL", "", "WELLSPRING_ANONYMOUS_SUBSCRIBERS", "", "WELLSPRING_PUBLISH_ORIGINS", ""));
        assertThat(settings.hubUrl()).isEmpty();
        assertThat(settings.anonymousSubscribers()).isEmpty();
        assertThat(settings.publishOrigins()).isEmpty();
    }

    @Test
    void unknownPropertiesAreToldAndUnknownVariablesAreNot() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of(
                        "wellspring.cors-origin", "*",
                        "wellspring.keys.main.secrt", "hidden",
                        "wellspring.keys.main.secret", GOOD_SECRET)))
                .withMessageContainingAll(
                        "wellspring.cors-origin: there is no such setting.",
                        "wellspring.keys.main.secrt: there is no such setting.")
                .withMessageNotContaining("hidden")
                .withMessageNotContaining("SRCFG");
        assertThat(fromEnvironment(Map.of("WELLSPRING_HOME", "/opt/wellspring", "WELLSPRINGS", "2"))
                        .hubUrl())
                .isEmpty();
    }

    @Test
    void aValueIsQuotedOnOneLine() {
        assertThat(problemsOf(Map.of("WELLSPRING_HEARTBEAT", "a\nINFO forged" + "x".repeat(1000))))
                .singleElement()
                .asString()
                .startsWith("WELLSPRING_HEARTBEAT=a?INFO forgedxx")
                .hasSizeLessThan(300);
    }

    private static final String GOOD_SECRET = "0123456789abcdef0123456789abcdef";
    private static final String ED25519_PEM = "-----BEGIN PUBLIC KEY-----\\n"
            + "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\\n-----END PUBLIC KEY-----";

    /** The lines of the message, each a problem; none if the settings are good. */
    private static List<String> problemsOf(Map<String, String> environment) {
        try {
            fromEnvironment(environment);
            return List.of();
        } catch (InvalidSettings e) {
            return e.getMessage().lines().skip(1).map(String::strip).toList();
        }
    }

    private static Settings fromEnvironment(Map<String, String> environment) {
        return SettingsSource.read(new SmallRyeConfigBuilder().withSources(new EnvConfigSource(environment, 300)));
    }

    private static Settings read(Map<String, String> properties) {
        return SettingsSource.read(
                new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 0)));
    }
}
