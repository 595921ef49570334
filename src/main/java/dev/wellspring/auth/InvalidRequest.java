package dev.wellspring.auth;

/** The token is presented in a way that cannot be accepted, whatever token it is: 400, {@code invalid_request}. */
public final class InvalidRequest extends AccessRefused {
    private static final long serialVersionUID = 1L;

    InvalidRequest(String sentence) {
        super(sentence);
    }
}
