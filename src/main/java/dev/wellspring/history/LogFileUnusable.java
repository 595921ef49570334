package dev.wellspring.history;

/** The database of the log cannot be used; its message names the file, what is wrong with it, and what to do. */
public final class LogFileUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogFileUnusable(String message) {
        super(message);
    }

    LogFileUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
