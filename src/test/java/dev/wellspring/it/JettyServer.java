package dev.wellspring.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Jetty from its distribution, to which the WAR is deployed by putting it into its webapps/, with no setting but the address. */
final class JettyServer implements AutoCloseable {

    private final Path base;
    private final int port;
    private final ServerProcess process;

    private JettyServer(Path base, int port, ServerProcess process) {
        this.base = base;
        this.port = port;
        this.process = process;
    }

    /** Starts it with these environment variables, and waits until it serves. */
    static JettyServer start(Map<String, String> environment) {
        int port = Checkout.freePort();
        Path base = Checkout.scratch("jetty-" + port);
        try {
            Files.copy(
                    Checkout.war(),
                    Files.createDirectories(base.resolve("webapps")).resolve("ROOT.war"));
            Files.createDirectories(base.resolve("temp"));
            Files.createDirectories(base.resolve("environments"));
            // What follows the module of an environment is said to that environment, so that module comes last.
            Files.writeString(base.resolve("start.ini"), """
                    --modules=http
                    jetty.http.host=127.0.0.1
                    jetty.http.port=%d
                    --modules=ee11-deploy
                    """.formatted(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProcessBuilder command = new ProcessBuilder(List.of(
                Checkout.jdkProgram("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-jar",
                Checkout.jetty().resolve("start.jar").toString(),
                "jetty.base=" + base));
        command.environment().putAll(environment);
        command.environment().put("WELLSPRING_DATA", base.resolve("data").toString());
        JettyServer server = new JettyServer(base, port, ServerProcess.start("Jetty", command));
        server.process.awaitLine(0, line -> line.contains("Started oejs.Server@"));
        return server;
    }

    int port() {
        return port;
    }

    List<String> output() {
        return process.output();
    }

    ServerProcess.End stop() {
        return process.stop("TERM");
    }

    @Override
    public void close() {
        process.close();
        Checkout.delete(base);
    }
}
