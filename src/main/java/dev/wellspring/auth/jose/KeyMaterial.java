package dev.wellspring.auth.jose;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A key or a set of keys as the operator configured it. Everything is checked when it is made, so that a wrong setting
 * stops the start and not the first request; the messages never quote a key, and neither does {@code toString}.
 */
public sealed interface KeyMaterial {

    /** The secret of the protocol's examples and test suites: everybody knows it, so it keeps nobody out. */
    String WELL_KNOWN_SECRET = "!ChangeThisMercureHubJWTSecretKey!";

    /** Returns where tokens find these keys, asking the clock how old fetched ones are. */
    KeySource open(InstantSource clock);

    /** Whether this is, or holds, the secret that everybody knows from the protocol's examples. */
    default boolean isWellKnown() {
        return false;
    }

    /**
     * A secret shared with those who sign.
     *
     * @param text the secret; its UTF-8 bytes are the key
     * @param algorithm the only algorithm it is used with
     */
    record Secret(String text, Algorithm algorithm) implements KeyMaterial {
        /**
         * @throws IllegalArgumentException if the algorithm is none for secrets, or the secret is shorter than it needs
         */
        public Secret {
            if (!algorithm.isSymmetric()) {
                throw new IllegalArgumentException("A secret is used with HS256, HS384 or HS512.");
            }
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length < algorithm.leastSecretBytes()) {
                throw new IllegalArgumentException(
                        "The secret for " + algorithm + " has " + length + " bytes and needs "
                                + algorithm.leastSecretBytes() + ": make one with \"openssl rand -hex "
                                + algorithm.leastSecretBytes() + "\".");
            }
            if (text.startsWith("-----BEGIN ")) {
                throw new IllegalArgumentException(
                        "A PEM key is not a secret: everybody who has the public key could sign tokens with it.");
            }
        }

        /** A secret for HS256. */
        public static Secret hs256(String text) {
            return new Secret(text, Algorithm.HS256);
        }

        @Override
        public KeySource open(InstantSource clock) {
            return new StaticKeys(VerificationKey.ofSecret(text.getBytes(StandardCharsets.UTF_8), algorithm, null));
        }

        @Override
        public boolean isWellKnown() {
            return text.equals(WELL_KNOWN_SECRET);
        }

        @Override
        public String toString() {
            return "Secret[" + algorithm + "]";
        }
    }

    /**
     * A public key or certificate in PEM form.
     *
     * @param text the PEM text; {@code \n} written as two characters, as environment variables often have it, is a line
     *     break
     * @param algorithm the only algorithm it is used with; empty means RS256, ES256, ES384, ES512 or EdDSA, as the key
     *     is
     */
    record Pem(String text, Optional<Algorithm> algorithm) implements KeyMaterial {
        /** @throws IllegalArgumentException if it is no public key this hub can use, or none for the algorithm */
        public Pem {
            PemFile.verificationKey(text, algorithm);
        }

        @Override
        public KeySource open(InstantSource clock) {
            return new StaticKeys(PemFile.verificationKey(text, algorithm));
        }

        @Override
        public String toString() {
            return "Pem[" + algorithm.map(Algorithm::name).orElse("") + "]";
        }
    }

    /**
     * A JSON Web Key Set that does not change. It may hold secrets ({@code oct}), which need an {@code alg}.
     *
     * @param json the set
     */
    record KeySet(String json) implements KeyMaterial {
        /** @throws IllegalArgumentException if it is no key set, or a key in it cannot be used */
        public KeySet {
            JsonWebKeys.readConfigured(json);
        }

        @Override
        public KeySource open(InstantSource clock) {
            return new StaticKeys(JsonWebKeys.readConfigured(json));
        }

        @Override
        public boolean isWellKnown() {
            VerificationKey wellKnown =
                    VerificationKey.ofSecret(WELL_KNOWN_SECRET.getBytes(StandardCharsets.UTF_8), Algorithm.HS256, null);
            return JsonWebKeys.readConfigured(json).contains(wellKnown);
        }

        @Override
        public String toString() {
            return "KeySet[]";
        }
    }

    /**
     * A JSON Web Key Set that its owner publishes and changes: fetched when first needed, kept, fetched again when it
     * is old or a token names a key that is not in it.
     *
     * @param url where it is
     * @param keepFor how long it is used before it is fetched again
     * @param fetchEvery how often it is fetched at most (twice within this time), whatever tokens name
     * @param outage how long the last good set is used while its owner cannot be reached
     * @param timeout how long connecting may take, and how long reading
     */
    record FetchedKeySet(URI url, Duration keepFor, Duration fetchEvery, Duration outage, Duration timeout)
            implements KeyMaterial {
        /**
         * @throws IllegalArgumentException if the URL is not one of http or https, or the durations do not fit together
         */
        public FetchedKeySet {
            String scheme = url.getScheme();
            if (!("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme)) || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "The URL of a key set begins with https:// or http:// and has a host.");
            }
            if (url.getUserInfo() != null || url.getFragment() != null) {
                throw new IllegalArgumentException("The URL of a key set has no user name and no fragment.");
            }
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException(
                        "The time to fetch a key set is at most a minute, and more than none.");
            }
            if (fetchEvery.compareTo(Duration.ofMillis(1)) < 0 || keepFor.compareTo(fetchEvery.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException(
                        "A key set is kept at least twice as long as the shortest time between two fetches.");
            }
            if (outage.isNegative()) {
                throw new IllegalArgumentException("The time a key set outlives its owner is not negative.");
            }
        }

        /**
         * Kept five minutes, fetched at most twice in ten seconds, used four hours into an outage, two seconds to
         * fetch.
         */
        public static FetchedKeySet at(URI url) {
            return new FetchedKeySet(
                    url, Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(4), Duration.ofSeconds(2));
        }

        @Override
        public KeySource open(InstantSource clock) {
            return new FetchedKeys(this, clock);
        }

        @Override
        public String toString() {
            // Not the whole URL: some carry a key of their own in the query.
            return "FetchedKeySet[" + url.getHost() + "]";
        }
    }
}
