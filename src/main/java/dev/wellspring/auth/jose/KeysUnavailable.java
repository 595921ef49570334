package dev.wellspring.auth.jose;

/**
 * The keys that could tell whether a token is good cannot be fetched, so it is neither good nor bad: 503, and the
 * client may try again. The message names no address.
 */
public final class KeysUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysUnavailable(Throwable cause) {
        super("The keys that verify tokens cannot be fetched at the moment.", cause);
    }
}
