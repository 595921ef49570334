package dev.wellspring.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/*
 * Two writers on one database would each believe in their own sequence, so the second one is kept out, by a lock of the
 * operating system on a file beside the database: it is gone when its process is, however that ends. The file stays.
 *
 * Such a lock belongs to the process, and any thread that opens and closes the file would lose it for all. So another
 * deployment in the same JVM, whose classes are not ours, must be stopped before it touches the file: what all
 * deployments share is the table of system properties.
 */

/** The right to be the only one who uses a database: within the JVM, and among the processes of the machine. */
final class LogLock implements AutoCloseable {

    private final String property;
    private final FileChannel channel;

    private LogLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /** @throws LogFileUnusable if somebody else has it, or locks cannot be had here */
    static LogLock of(Path file) {
        String property = LogLock.class.getName() + ":" + file;
        if (System.getProperties().putIfAbsent(property, "") != null) {
            throw inUse(file, "by a hub in this JVM");
        }
        try {
            return new LogLock(property, lock(file));
        } catch (RuntimeException | Error e) {
            System.clearProperty(property);
            throw e;
        }
    }

    private static FileChannel lock(Path file) {
        Path beside = file.resolveSibling(file.getFileName() + "-lock");
        try {
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                throw inUse(file, "by another process");
            }
            return channel;
        } catch (IOException e) {
            throw new LogFileUnusable(
                    "The log " + file + " cannot be locked (" + beside
                            + "): the hub needs a local disk and the right to write to the directory.",
                    e);
        }
    }

    /** Locks the channel, or closes it. */
    private static boolean lock(FileChannel channel) throws IOException {
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked;
    }

    private static LogFileUnusable inUse(Path file, String byWhom) {
        return new LogFileUnusable(
                "The log " + file + " is in use " + byWhom + ": stop that hub, or give each a file of its own.");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            System.clearProperty(property);
        }
    }
}
