package dev.wellspring.auth.jose;

/**
 * Text that {@link JsonReader} refuses. The message is the end of a sentence, such as {@code "names a member twice"};
 * it quotes nothing.
 */
final class InvalidJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidJson(String predicate) {
        super(predicate, null, false, false);
    }
}
