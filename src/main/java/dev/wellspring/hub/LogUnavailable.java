package dev.wellspring.hub;

/** The log cannot keep or read updates now: the disk is full, the store cannot be reached, or the log is closed. */
public final class LogUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the operator */
    public LogUnavailable(String message) {
        super(message);
    }

    /** @param message one sentence for the operator */
    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
