package dev.wellspring.mercure;

/** A request whose parameters break the protocol: the client gets 400, and the message as the reason. */
final class InvalidParameter extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param sentence says what to change, and is safe to return: values of the request appear quoted and short */
    InvalidParameter(String sentence) {
        super(sentence, null, false, false);
    }
}
