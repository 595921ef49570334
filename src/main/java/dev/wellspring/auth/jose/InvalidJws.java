package dev.wellspring.auth.jose;

/**
 * Text that is no signed token this hub can read. The message is one sentence that is safe to return to whoever sent
 * the token: it quotes nothing of it. There is no stack trace, as the cause is never in this program.
 */
public final class InvalidJws extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    InvalidJws(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    /** Returns the message. */
    public String sentence() {
        return sentence;
    }
}
