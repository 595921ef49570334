package dev.wellspring.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * The database file: locked, made if it is not there, and checked.
 *
 * <p>A new database is made under another name and renamed when it is whole. So a file of the right name was whole once,
 * and if it is not now, that is damage, and is told.
 */
final class LogFile implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogFile.class);
    private static final int BUSY_MILLIS = 5_000;

    private final Path path;
    private final LogLock lock;
    private final boolean hadWal;

    /** Open as long as the file is: SQLite removes the write-ahead log with the last connection. */
    private @Nullable Connection keeper;

    private LogFile(Path path, LogLock lock) {
        this.path = path;
        this.lock = lock;
        this.hadWal = Files.exists(beside("-wal"));
    }

    /** @throws LogFileUnusable if there is no using it */
    static LogFile open(Path named) {
        Path path = real(named);
        LogLock lock = LogLock.of(path);
        LogFile file = new LogFile(path, lock);
        try {
            if (Files.notExists(path)) {
                file.create();
            }
            file.check();
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static Path real(Path named) {
        Path absolute = named.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null || Files.isDirectory(absolute)) {
            throw new LogFileUnusable("The log " + named + " is a directory: name a file.");
        }
        // The driver takes what follows a question mark for settings.
        if (absolute.toString().indexOf('?') >= 0) {
            throw new LogFileUnusable("The log " + named + " has a question mark in its path: name another file.");
        }
        if (!Files.isDirectory(directory)) {
            // Not made here: where a disk is not mounted, a new log would hide that the old one is missing.
            throw new LogFileUnusable(
                    "The log " + absolute + " has no directory: make it, or mount the disk it is to be on.");
        }
        try {
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : directory.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new LogFileUnusable("The log " + absolute + " cannot be reached: look after the disk.", e);
        }
    }

    private void create() {
        if (hadWal) {
            throw new LogFileUnusable("The log " + path + " is gone, but its newest updates are in "
                    + beside("-wal").getFileName()
                    + ": put the file back, or move that one away too to begin a new log.");
        }
        Path unborn = beside("-new");
        try {
            for (String part : new String[] {"-new", "-new-wal", "-new-shm", "-new-journal"}) {
                Files.deleteIfExists(beside(part));
            }
            try (Connection connection = connect(unborn, false)) {
                Schema.create(connection);
            }
            Files.move(unborn, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            throw Failures.unusable(path, e);
        } catch (IOException e) {
            throw new LogFileUnusable(
                    "The log " + path + " cannot be made: the hub needs room and the right to write to its directory.",
                    e);
        }
        log.info("A new log begins in {}.", path);
    }

    private void check() {
        if (!Files.isWritable(path)) {
            throw new LogFileUnusable("The log " + path + " may not be written: give the hub the right to, or mount the"
                    + " disk for writing.");
        }
        if (isEmpty()) {
            // SQLite would take it for a new database, and throw away a write-ahead log that is still there.
            throw new LogFileUnusable("The log " + path
                    + " is empty, it was cut off: restore it from a backup, or remove it to begin a new log.");
        }
        try {
            Connection connection = connect(false);
            keeper = connection;
            Schema.check(connection, path);
            Soundness.check(connection, path);
        } catch (SQLException e) {
            throw Failures.unusable(path, e);
        }
    }

    private boolean isEmpty() {
        try {
            return Files.size(path) == 0;
        } catch (IOException e) {
            throw new LogFileUnusable("The log " + path + " cannot be read: look after the disk.", e);
        }
    }

    Path path() {
        return path;
    }

    /** Whether the write-ahead log of an earlier run was there: that run did not end well, and nothing of it is lost. */
    boolean hadWal() {
        return hadWal;
    }

    /** A new connection, to read only or to write as well. */
    Connection connect(boolean readOnly) throws SQLException {
        return connect(path, readOnly);
    }

    // By its constructor, and not by the driver: that would register itself for the whole JVM, and outlive the
    // application in its container.
    private static Connection connect(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(BUSY_MILLIS);
        Properties properties = config.toProperties();
        return new JDBC4Connection("jdbc:sqlite:" + file, file.toString(), properties);
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** Lets others have the file. */
    @Override
    public void close() {
        try {
            if (keeper != null) {
                keeper.close();
            }
        } catch (SQLException e) {
            log.warn("A connection to {} does not close.", path, e);
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("The lock on {} may be held until this process ends.", path, e);
        }
    }
}
