package dev.wellspring.auth;

/** The token is good, only not for this: 403, {@code insufficient_scope}. */
public final class InsufficientScope extends AccessRefused {
    private static final long serialVersionUID = 1L;

    private final Generation generation;

    InsufficientScope(Generation generation, String sentence) {
        super(sentence);
        this.generation = generation;
    }

    /** Returns the generation of the token; classic hubs answered classic tokens with 401. */
    public Generation generation() {
        return generation;
    }
}
