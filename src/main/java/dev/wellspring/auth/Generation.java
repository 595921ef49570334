package dev.wellspring.auth;

/** The two generations of tokens, as of the protocol. */
public enum Generation {
    /** A JWT access token with {@code authorization_details}, from a named issuer for this hub. */
    MODERN,
    /** Any JWS with a {@code mercure} claim. */
    CLASSIC
}
