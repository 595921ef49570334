package dev.wellspring.auth;

/**
 * A request is not allowed what it asks for. The message is one sentence that tells a developer what to change and
 * gives nothing away: no token, no key, no text of the request. It has only characters that RFC 6750 allows in {@code
 * error_description}.
 *
 * <p>There is no stack trace, as the cause is never in this program.
 */
public abstract sealed class AccessRefused extends RuntimeException
        permits TokenRequired, InvalidToken, InsufficientScope, InvalidRequest {
    private static final long serialVersionUID = 1L;

    AccessRefused(String sentence) {
        super(sentence, null, false, false);
    }
}
