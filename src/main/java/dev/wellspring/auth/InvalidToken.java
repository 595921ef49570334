package dev.wellspring.auth;

/** The token is malformed, expired, not for this hub or not from anyone it trusts: 401, {@code invalid_token}. */
public final class InvalidToken extends AccessRefused {
    private static final long serialVersionUID = 1L;

    InvalidToken(String sentence) {
        super(sentence);
    }
}
