package dev.wellspring.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Remembers which tokens were found good, because everyone who reconnects presents the same one again and checking an
 * elliptic signature takes many times what looking up a hash does. And as everyone with one token then has one
 * {@link Access}, a hundred thousand connections do not hold a hundred thousand lists of matchers.
 *
 * <p>A token is remembered by its hash, until it ends or its key is no longer trusted, whatever comes first. One that
 * was refused is not. Thread-safe.
 */
final class VerifiedTokens {
    private final Cache<Key, Verified> tokens;
    private final InstantSource clock;

    private record Key(String hash, Action action, boolean classicOnly) {}

    /** A token that is good as long as its key is trusted, and not longer than its access says. */
    record Verified(Access access, Keyring.Voucher voucher) {}

    VerifiedTokens(int most, InstantSource clock) {
        this.tokens = Caffeine.newBuilder()
                .maximumSize(most)
                // Maintenance on the caller's thread: a task in the common pool would outlive the web application.
                .executor(Runnable::run)
                .build();
        this.clock = clock;
    }

    /** Returns the access of a token that is remembered and still good. */
    Optional<Access> find(PresentedToken token, Action action) {
        Key key = key(token, action);
        Verified verified = tokens.getIfPresent(key);
        if (verified == null) {
            return Optional.empty();
        }
        boolean over = verified.access()
                .expires()
                .filter(end -> !end.isAfter(clock.instant()))
                .isPresent();
        if (over || !verified.voucher().stillHolds()) {
            tokens.invalidate(key);
            return Optional.empty();
        }
        return Optional.of(verified.access());
    }

    void remember(PresentedToken token, Action action, Verified verified) {
        tokens.put(key(token, action), verified);
    }

    private static Key key(PresentedToken token, Action action) {
        return new Key(token.hash(), action, token.place().isClassicOnly());
    }
}
