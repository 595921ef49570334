package dev.wellspring.mercure;

/** A request that is over a limit: the client gets 413, and the message as the reason. */
final class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param sentence names the limit */
    TooLarge(String sentence) {
        super(sentence, null, false, false);
    }
}
