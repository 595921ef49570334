package dev.wellspring.auth;

/** There is no token where one is needed: 401 with a challenge that names no error. */
public final class TokenRequired extends AccessRefused {
    private static final long serialVersionUID = 1L;

    TokenRequired(String sentence) {
        super(sentence);
    }
}
