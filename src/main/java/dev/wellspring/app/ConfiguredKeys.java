package dev.wellspring.app;

import dev.wellspring.auth.Action;
import dev.wellspring.auth.TrustedKey;
import dev.wellspring.auth.jose.Algorithm;
import dev.wellspring.auth.jose.KeyMaterial;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the keys of the settings. Every mistake in every key becomes a problem under the name of its environment
 * variable; what may be a secret, or hold one, is not repeated in it.
 */
final class ConfiguredKeys {

    private static final String PREFIX = "WELLSPRING_KEYS__";

    private final boolean production;
    private final Problems problems;

    /** @param production refuses the secret that everybody knows */
    ConfiguredKeys(boolean production, Problems problems) {
        this.production = production;
        this.problems = problems;
    }

    /** The keys without a mistake. */
    List<TrustedKey> read(Settings settings) {
        List<TrustedKey> keys = new ArrayList<>();
        settings.keys().forEach((name, key) -> key(variables(name), key).ifPresent(keys::add));
        return keys;
    }

    /**
     * How the variables of a key begin. The configuration library makes a dot of the underscore in MY_KEY, and small
     * letters of all; what the operator has written is what the operator finds again.
     */
    private static String variables(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "__";
    }

    private Optional<TrustedKey> key(String variables, Settings.Key key) {
        Optional<KeyMaterial> material = material(variables, key);
        Optional<Boolean> classic = classic(variables, key);
        Optional<Set<Action>> roles = roles(variables, key);
        if (material.isEmpty() || classic.isEmpty() || roles.isEmpty()) {
            return Optional.empty();
        }
        return problems.checkSecret(
                variables + "…", () -> new TrustedKey(material.get(), key.issuer(), classic.get(), roles.get()));
    }

    private Optional<KeyMaterial> material(String variables, Settings.Key key) {
        Optional<Algorithm> algorithm = key.algorithm().flatMap(name -> algorithm(variables + "ALGORITHM", name));
        if (algorithm.isEmpty() && key.algorithm().isPresent()) {
            return Optional.empty(); // what is said of the key would depend on it
        }
        List<Optional<KeyMaterial>> given = new ArrayList<>();
        key.secret()
                .ifPresent(text -> given.add(made(
                        variables + "SECRET", () -> new KeyMaterial.Secret(text, algorithm.orElse(Algorithm.HS256)))));
        key.pem().ifPresent(text -> given.add(made(variables + "PEM", () -> new KeyMaterial.Pem(text, algorithm))));
        key.jwks().ifPresent(text -> given.add(made(variables + "JWKS", () -> new KeyMaterial.KeySet(text))));
        key.jwksUrl()
                .ifPresent(text ->
                        given.add(made(variables + "JWKS_URL", () -> KeyMaterial.FetchedKeySet.at(address(text)))));
        if (given.size() != 1) {
            problems.add(variables + "…", "give exactly one of SECRET, PEM, JWKS and JWKS_URL.");
            return Optional.empty();
        }
        return given.getFirst();
    }

    private Optional<KeyMaterial> made(String variable, Supplier<KeyMaterial> making) {
        Optional<KeyMaterial> material = problems.checkSecret(variable, making);
        if (production && material.filter(KeyMaterial::isWellKnown).isPresent()) {
            problems.add(
                    variable, "it is the well-known secret of the examples, with which everybody can sign tokens.");
        }
        return material;
    }

    private Optional<Algorithm> algorithm(String variable, String name) {
        Optional<Algorithm> algorithm = Algorithm.namedInAnyCase(name.strip());
        if (algorithm.isEmpty()) {
            String all =
                    Stream.of(Algorithm.values()).map(Algorithm::registeredName).collect(Collectors.joining(", "));
            problems.add(variable, name, "it is one of " + all + ".");
        }
        return algorithm;
    }

    private Optional<Boolean> classic(String variables, Settings.Key key) {
        if (key.classic().isEmpty()) {
            return Optional.of(key.issuer().isEmpty());
        }
        Optional<Boolean> given = WrittenSettings.truth(key.classic().get());
        if (given.isEmpty()) {
            problems.add(variables + "CLASSIC", key.classic().get(), "it is true or false.");
        }
        return given;
    }

    private Optional<Set<Action>> roles(String variables, Settings.Key key) {
        Set<Action> roles = EnumSet.noneOf(Action.class);
        Set<String> names = key.roles().orElse(Set.of());
        for (String name : names) {
            Stream.of(Action.values())
                    .filter(action -> action.protocolName().equalsIgnoreCase(name.strip()))
                    .forEach(roles::add);
        }
        if (roles.isEmpty() || roles.size() < names.size()) {
            problems.add(
                    variables + "ROLES", String.join(",", names), "it is publish, subscribe, or publish,subscribe.");
            return Optional.empty();
        }
        return Optional.of(roles);
    }

    /** The message of the JDK would repeat the address, which may hold a key of its own. */
    private static URI address(String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The address of a key set is a URL of https or http.");
        }
    }
}
