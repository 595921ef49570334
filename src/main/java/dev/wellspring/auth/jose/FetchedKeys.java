package dev.wellspring.auth.jose;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A key set that is fetched: cached, fetched anew when a token names a key that is not in it, but never more often than
 * configured, and kept through an outage.
 *
 * <p>The caller that finds the set too old fetches it; others who come at that time wait for it. Nothing happens in the
 * background, so there is no thread to stop. Thread-safe.
 */
final class FetchedKeys implements KeySource {
    /** Enough for a hundred keys with their certificates. */
    private static final int MOST_BYTES = 256 * 1024;

    private final JWKSetSource<SecurityContext> sets;
    private final InstantSource clock;
    private volatile Usable usable = new Usable(new JWKSet(), List.of());

    /** A set as it was fetched, and the keys found in it. */
    private record Usable(JWKSet set, List<VerificationKey> keys) {}

    FetchedKeys(KeyMaterial.FetchedKeySet settings, InstantSource clock) {
        this.sets = source(settings);
        this.clock = clock;
    }

    private static JWKSetSource<SecurityContext> source(KeyMaterial.FetchedKeySet settings) {
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        // Connect and read, once more after a failure, and some.
        Duration patience = settings.timeout().multipliedBy(4).plusMillis(100);
        try {
            var builder = JWKSourceBuilder.<SecurityContext>create(
                            settings.url().toURL(), new DefaultResourceRetriever(timeout, timeout, MOST_BYTES))
                    .retrying(true)
                    .cache(settings.keepFor().toMillis(), patience.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(settings.fetchEvery().toMillis())
                    .outageTolerant(settings.outage().toMillis());
            return ((JWKSetBasedJWKSource<SecurityContext>) builder.build()).getJWKSetSource();
        } catch (MalformedURLException unknownScheme) {
            throw new IllegalArgumentException("The URL of the key set cannot be fetched.", unknownScheme);
        }
    }

    @Override
    public List<VerificationKey> candidatesFor(SignedToken token) {
        Usable current = current(JWKSetCacheRefreshEvaluator.noRefresh());
        List<VerificationKey> candidates = VerificationKey.candidates(current.keys(), token);
        boolean found = token.keyId().isPresent()
                ? candidates.stream().anyMatch(key -> key.isNamedBy(token))
                : !candidates.isEmpty();
        if (found) {
            return candidates;
        }
        Usable newer = newerThan(current);
        return VerificationKey.candidates(newer.keys(), token);
    }

    @Override
    public boolean has(VerificationKey key) {
        return current(JWKSetCacheRefreshEvaluator.noRefresh()).keys().contains(key);
    }

    private Usable newerThan(Usable known) {
        try {
            return current(JWKSetCacheRefreshEvaluator.referenceComparison(known.set()));
        } catch (KeysUnavailable notNow) {
            // There is a set, only no newer one: what it does not hold is not trusted.
            return known;
        }
    }

    // The source hands out one object until it has fetched another; comparing hundreds of keys would tell no more.
    @SuppressWarnings("ReferenceEquality")
    private Usable current(JWKSetCacheRefreshEvaluator refresh) {
        JWKSet set;
        try {
            set = sets.getJWKSet(refresh, clock.millis(), null);
        } catch (KeySourceException unavailable) {
            throw new KeysUnavailable(unavailable);
        }
        Usable known = usable;
        if (known.set() != set) {
            known = new Usable(set, JsonWebKeys.readFetched(set));
            usable = known;
        }
        return known;
    }
}
