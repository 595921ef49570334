package dev.wellspring.topic;

/**
 * A pattern that its type does not allow, or one that would cost too much to match. The message is one sentence that the author of the pattern
 * can act on and that is safe to return to them; there is no stack trace, as the cause is never in this program.
 */
public final class InvalidMatcher extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidMatcher(String sentence) {
        // Sentences quote the pattern, whose characters nobody has checked where only its syntax is asked for.
        super(sentence.replaceAll("[\\p{Cc}\\p{Cf}]", "?"), null, false, false);
    }
}
