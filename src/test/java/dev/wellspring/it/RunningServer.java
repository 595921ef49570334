package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Wellspring as its users start it: {@code bin/run} in a process of its own, on a free port. It serves from the moment it
 * is there; {@link #close()} stops it and removes its files.
 */
public final class RunningServer implements AutoCloseable {

    /** A server that lives for seconds is better off without optimising what it runs: that halves the time of its start. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final Pattern BEHIND = Pattern.compile("nginx :\\d+ → Tomcat 127\\.0\\.0\\.1:(\\d+)");

    private final ServerProcess process;
    private final int port;
    private final OptionalInt tomcatPort;
    private @Nullable Jvm jvm;

    private RunningServer(ServerProcess process, int port, OptionalInt tomcatPort) {
        this.process = process;
        this.port = port;
        this.tomcatPort = tomcatPort;
    }

    /** Tomcat alone, in a JVM that optimises as it does for users: for tests of many clients. */
    public static RunningServer direct() {
        return start(Checkout.freePort(), Map.of("JAVA_OPTS", ""));
    }

    /** nginx in front, with the shipped files, and Tomcat behind it. */
    public static RunningServer behindNginx() {
        return start(Checkout.freePort(), Map.of(), "--nginx");
    }

    /** Tomcat alone, whose hub sends a heartbeat after so much silence. */
    public static RunningServer withHeartbeat(Duration heartbeat) {
        return start(Checkout.freePort(), Map.of("WELLSPRING_HEARTBEAT", heartbeat.toString()));
    }

    /** Tomcat alone, with a key of its own: nobody gets in without a token. */
    public static RunningServer inProduction(Duration heartbeat) {
        return start(
                Checkout.freePort(),
                Map.of(
                        "WELLSPRING_MODE", "production",
                        "WELLSPRING_HEARTBEAT", heartbeat.toString(),
                        "WELLSPRING_KEYS__MAIN__SECRET", "a key that is long enough to be one, and secret"));
    }

    /** With more options and environment variables. */
    static RunningServer start(int port, Map<String, String> environment, String... options) {
        ProcessBuilder command =
                new ProcessBuilder(Checkout.file("bin/run").toString(), "--no-build", "--port", String.valueOf(port));
        command.command().addAll(List.of(options));
        command.directory(Checkout.scratch("elsewhere").toFile());
        command.environment()
                .put("WELLSPRING_DATA", Checkout.scratch("data-" + port).toString());
        command.environment().put("JAVA_OPTS", SHORT_LIVED);
        command.environment().putAll(environment);
        ServerProcess process = ServerProcess.start("bin/run " + String.join(" ", options), command);
        try {
            process.awaitLine(0, line -> line.contains("Ctrl+C stops the server"));
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
        return new RunningServer(process, port, portBehindNginx(process.output()));
    }

    private static OptionalInt portBehindNginx(List<String> output) {
        Matcher found = BEHIND.matcher(String.join("\n", output));
        return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
    }

    /** Where {@code bin/run} was told to listen. */
    public int port() {
        return port;
    }

    /** Where Tomcat itself listens: the same, or a port behind nginx. */
    public int tomcatPort() {
        return tomcatPort.orElse(port);
    }

    /** Where {@code bin/run} has put what it runs. */
    Path files() {
        return Checkout.file(".wellspring/run-" + port);
    }

    /** The front page. */
    public URI page() {
        return URI.create("http://localhost:" + port + "/");
    }

    /** Everything the script, Tomcat and nginx have said. */
    public List<String> output() {
        return process.output();
    }

    /** What in it tells of something wrong. */
    public List<String> troubles() {
        return process.troubles();
    }

    /** The JVM of Tomcat, seen from inside. */
    synchronized Jvm jvm() {
        if (jvm == null) {
            jvm = Jvm.attach(process.jvm().pid());
        }
        return jvm;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal to {@code bin/run} and waits until all is gone. */
    ServerProcess.End stop(String signal) {
        if (jvm != null) {
            jvm.close();
        }
        return process.stop(signal);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            ServerProcess.End end = stop("TERM");
            assertThat(end.status()).as("status of bin/run").isZero();
            assertThat(end.took()).isLessThan(Duration.ofSeconds(20));
        }
        process.close();
        Checkout.delete(files());
        Checkout.delete(Checkout.file("target/it/data-" + port));
    }
}
