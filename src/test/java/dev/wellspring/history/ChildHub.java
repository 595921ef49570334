package dev.wellspring.history;

import dev.wellspring.hub.LoggedUpdate;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.sqlite.JDBC;

/** A process of its own with a log, to be killed by a test. */
final class ChildHub implements AutoCloseable {

    private static final int PUBLISHERS = 8;

    private final Process process;
    private final BufferedReader output;

    private ChildHub(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a hub whose publishers append as fast as they can, and which prints every acknowledgement. */
    static ChildHub start(Path file, Durability durability, String run) throws IOException {
        return new ChildHub(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                place(SqliteEventLog.class),
                                place(ChildHub.class),
                                place(JDBC.class),
                                place(Logger.class),
                                place(Nullable.class)),
                        ChildHub.class.getName(),
                        file.toString(),
                        durability.name(),
                        run))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static String place(Class<?> of) {
        return Path.of(URI.create(
                        of.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** The next line that was printed as a whole; null when there is none any more. */
    String nextLine() throws IOException {
        return output.readLine();
    }

    /** As {@code kill -9}. */
    void kill() {
        // By its handle: the process itself would close its output, and what was acknowledged last would be lost to us.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        output.close();
    }

    /** The program that is killed. */
    public static void main(String[] arguments) {
        SqliteEventLog log = new SqliteEventLog(
                Logs.settings(Path.of(arguments[0]), Durability.valueOf(arguments[1]), Logs.MUCH),
                InstantSource.system());
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false);
        for (int p = 0; p < PUBLISHERS; p++) {
            String name = arguments[2] + "/" + p + "/";
            Thread.ofPlatform().start(() -> {
                for (int i = 0; ; i++) {
                    LoggedUpdate logged = log.append(Logs.update(name + i, i % 10 == 0 ? "own " + name + i : null))
                            .join();
                    String line = "%d %s %s%n"
                            .formatted(logged.sequence(), logged.update().data(), logged.id());
                    // One write for each line: what the parent gets is whole, but perhaps for the last.
                    out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
                }
            });
        }
    }
}
