package dev.wellspring.topic.url;

/**
 * Text that the URL Standard refuses. The message names the rule in half a sentence, such as {@code "the port is not a number"}.
 *
 * <p>Thrown once for every topic that is not a URL, so it carries no stack trace.
 */
public final class InvalidUrl extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidUrl(String rule) {
        super(rule, null, false, false);
    }
}
