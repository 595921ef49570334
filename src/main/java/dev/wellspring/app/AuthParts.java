package dev.wellspring.app;

import dev.wellspring.auth.AuthSettings;
import dev.wellspring.auth.Presentation;
import dev.wellspring.auth.TrustedKey;
import java.util.List;
import java.util.Optional;

/** Who may publish and subscribe, as the settings have it. */
final class AuthParts {

    private AuthParts() {}

    /**
     * The access rules of these settings.
     *
     * @throws InvalidSettings if a key cannot be used, or is one that everybody knows and this is production
     */
    static AuthSettings of(Settings settings) {
        Problems problems = new Problems();
        Optional<AuthSettings> auth = read(settings, problems);
        problems.throwIfAny();
        return auth.orElseThrow();
    }

    /** The same, or nothing and the reasons. */
    static Optional<AuthSettings> read(Settings settings, Problems problems) {
        List<TrustedKey> keys =
                new ConfiguredKeys(settings.mode() == Settings.Mode.PRODUCTION, problems).read(settings);
        Optional<Presentation> presentation = presentation(settings, problems);
        Optional<AuthSettings> auth = problems.check(
                "WELLSPRING_HUB_URL",
                settings.hubUrl().orElse(""),
                () -> isDemo(settings) ? demo(settings) : AuthSettings.of(settings.hubUrl(), keys));
        return presentation.flatMap(places -> auth.map(rules -> rules.withPresentation(places)
                .withAnonymousSubscribers(settings.anonymousSubscribers().orElse(isDemo(settings)))));
    }

    /**
     * Whether what is not set is as in the examples. Whoever has keys has something to keep, so that with keys the demo
     * mode opens nothing by itself.
     */
    private static boolean isDemo(Settings settings) {
        return settings.mode() == Settings.Mode.DEMO && settings.keys().isEmpty();
    }

    private static AuthSettings demo(Settings settings) {
        AuthSettings demo = AuthSettings.demo();
        return settings.hubUrl().map(demo::withResource).orElse(demo);
    }

    private static Optional<Presentation> presentation(Settings settings, Problems problems) {
        String classicCookie = Presentation.DEFAULT.classicCookie();
        List<String> origins = settings.publishOrigins().orElse(isDemo(settings) ? List.of("*") : List.of());
        Optional<Presentation> cookie = problems.check(
                "WELLSPRING_COOKIE",
                settings.cookie(),
                () -> new Presentation(settings.cookie(), classicCookie, false, List.of()));
        return problems.check(
                        "WELLSPRING_PUBLISH_ORIGINS",
                        String.join(",", origins),
                        () -> new Presentation(
                                Presentation.DEFAULT.cookie(),
                                classicCookie,
                                settings.tokenInQuery().orElse(isDemo(settings)),
                                origins))
                .flatMap(places -> cookie.map(named -> new Presentation(
                        named.cookie(), classicCookie, places.classicQuery(), places.publishOrigins())));
    }
}
