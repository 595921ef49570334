package dev.wellspring.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Where things are: the checkout under test, what Maven has built in it, and the programs of this machine. */
public final class Checkout {

    /** Below the range from which kernels take ports for outgoing connections, and not where bin/run looks for its own. */
    private static final int FIRST_PORT = 10_000;

    private static final int LAST_PORT = 19_999;

    private static final Set<Integer> PORTS_GIVEN = ConcurrentHashMap.newKeySet();

    private Checkout() {}

    /** A file of the project. */
    public static Path file(String relative) {
        return property("wellspring.checkout").resolve(relative);
    }

    static Path war() {
        return property("wellspring.war");
    }

    static Path tomcat() {
        return property("wellspring.tomcat");
    }

    static Path jetty() {
        return property("wellspring.jetty");
    }

    /** A directory in target/, empty at the first call in a build. */
    public static Path scratch(String name) {
        try {
            return Files.createDirectories(file("target/it").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run this test with mvn verify -Dit.test=…");
        }
        return Path.of(value);
    }

    /** A port on which nobody listens. */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
                if (PORTS_GIVEN.add(port)) { // whoever was given one may not have bound it yet
                    return probe.getLocalPort();
                }
            } catch (IOException e) {
                // taken: another one
            }
        }
    }

    /** A program by its name. Debian has nginx where only root's PATH looks. */
    public static String program(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "These tests need " + name + ", and there is none in PATH: bin/test says how to install it."))
                .toString();
    }

    /** A program of the JDK that runs this test. */
    static String jdkProgram(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    static void copy(Path from, Path to) {
        try {
            List<Path> files;
            try (Stream<Path> found = Files.walk(from)) {
                files = found.toList();
            }
            for (Path file : files) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            List<Path> deepestFirst;
            try (Stream<Path> found = Files.walk(root)) {
                deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a piece of a shipped file; the piece must be there, once. */
    public static void edit(Path file, String piece, String by) {
        try {
            String text = Files.readString(file);
            int at = text.indexOf(piece);
            if (at < 0 || text.indexOf(piece, at + 1) >= 0) {
                throw new IllegalStateException(file.getFileName() + " should have exactly once: " + piece);
            }
            Files.writeString(file, text.replace(piece, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
