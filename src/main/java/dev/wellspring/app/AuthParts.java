package dev.wellspring.app;

import dev.wellspring.auth.AuthSettings;
import dev.wellspring.auth.Presentation;
import dev.wellspring.auth.TrustedKey;
import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import java.util.ArrayList;
import java.util.List;

/** Who may publish and subscribe, as the settings have it. */
final class AuthParts {

    private AuthParts() {}

    /**
     * The access rules of these settings.
     *
     * @throws IllegalArgumentException if a key cannot be used, or is one that everybody knows and this is production
     */
    static AuthSettings of(Settings settings) {
        if (settings.mode() == Settings.Mode.DEMO && settings.keys().isEmpty()) {
            return AuthSettings.demo().withPresentation(presentation(settings, List.of("*")));
        }
        List<TrustedKey> keys = new ArrayList<>();
        settings.keys().forEach((name, key) -> keys.add(key(name, key)));
        AuthSettings auth = AuthSettings.of(settings.hubUrl(), keys)
                .withAnonymousSubscribers(settings.anonymousSubscribers())
                .withPresentation(presentation(settings, List.of()));
        if (settings.mode() == Settings.Mode.PRODUCTION && auth.usesWellKnownSecret()) {
            throw new IllegalArgumentException(
                    "a key is the well-known secret of the examples, with which everybody can sign tokens.");
        }
        return auth;
    }

    private static Presentation presentation(Settings settings, List<String> defaultOrigins) {
        return new Presentation(
                settings.cookie(),
                Presentation.DEFAULT.classicCookie(),
                settings.tokenInQuery() || settings.mode() == Settings.Mode.DEMO,
                settings.publishOrigins().orElse(defaultOrigins));
    }

    private static TrustedKey key(String name, Settings.Key key) {
        try {
            return new TrustedKey(
                    material(key),
                    key.issuer(),
                    key.classic().orElse(key.issuer().isEmpty()),
                    key.roles());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key '" + name + "': " + e.getMessage(), e);
        }
    }

    private static KeyMaterial material(Settings.Key key) {
        List<KeyMaterial> given = new ArrayList<>();
        key.secret()
                .ifPresent(text ->
                        given.add(new KeyMaterial.Secret(text, key.algorithm().orElse(Algorithm.HS256))));
        key.pem().ifPresent(text -> given.add(new KeyMaterial.Pem(text, key.algorithm())));
        key.jwks().ifPresent(text -> given.add(new KeyMaterial.KeySet(text)));
        key.jwksUrl().ifPresent(url -> given.add(KeyMaterial.FetchedKeySet.at(url)));
        if (given.size() != 1) {
            throw new IllegalArgumentException("give exactly one of SECRET, PEM, JWKS and JWKS_URL.");
        }
        return given.getFirst();
    }
}
