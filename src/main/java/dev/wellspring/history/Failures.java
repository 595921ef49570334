package dev.wellspring.history;

import dev.wellspring.hub.LogUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;

/** What a failure of SQLite means for the operator. */
final class Failures {

    // Primary result codes, https://www.sqlite.org/rescode.html
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int INTERRUPTED = 9;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    private Failures() {}

    static boolean isInterrupted(SQLException e) {
        return code(e) == INTERRUPTED;
    }

    static LogUnavailable unavailable(Path file, SQLException e) {
        return new LogUnavailable("The log " + file + " cannot be used now: " + meaning(e) + ".", e);
    }

    static LogFileUnusable unusable(Path file, SQLException e) {
        String remedy = switch (code(e)) {
            case CORRUPT, NOT_A_DATABASE ->
                ": restore it from a backup, or move it and its -wal file away to begin a new log.";
            case BUSY, LOCKED -> ": end that program.";
            case FULL -> ": make room.";
            default -> ": look after the disk and the rights on the file and its directory.";
        };
        return new LogFileUnusable("The log " + file + " cannot be opened, " + meaning(e) + remedy, e);
    }

    private static String meaning(SQLException e) {
        return switch (code(e)) {
            case FULL -> "its disk is full";
            case READ_ONLY -> "it can be read, but not written";
            case IO_ERROR, CANNOT_OPEN -> "its disk fails or is full (" + e.getMessage() + ")";
            case CORRUPT, NOT_A_DATABASE -> "it is damaged (" + e.getMessage() + ")";
            case BUSY, LOCKED -> "another program holds it";
            default -> "SQLite says: " + e.getMessage();
        };
    }

    private static int code(SQLException e) {
        return e.getErrorCode() & 0xFF;
    }
}
