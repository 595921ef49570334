package dev.wellspring.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Tomcat from its distribution, to which applications are deployed by putting a WAR into its webapps/, as operators do. */
final class TomcatServer implements AutoCloseable {

    /**
     * JAVA_OPTS of a server that lives for seconds: it is better off without optimising what it runs, which halves the time of
     * its start, and without threads for its garbage.
     */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /** Over how long these servers spread the ends of their streams. */
    static final Duration DRAIN = Duration.ofSeconds(1);

    private final Path base;
    private final int port;
    private final ProcessBuilder command;
    private ServerProcess process;
    private @Nullable Jvm jvm;

    private TomcatServer(Path base, int port, ProcessBuilder command) {
        this.base = base;
        this.port = port;
        this.command = command;
        this.process = ServerProcess.start("Tomcat", command);
    }

    /** With the settings this project ships, taking new WARs while it runs; starts with this application. */
    static TomcatServer withOurSettings(String application) {
        return withOurSettings(application, Map.of());
    }

    /** The same, with more environment variables; what is in CATALINA_OPTS comes after our own. */
    static TomcatServer withOurSettings(String application, Map<String, String> environment) {
        return withOurSettings(application, environment, _ -> {});
    }

    /** The same with files that the test has changed further; it gets their directory. */
    static TomcatServer withOurSettings(String application, Map<String, String> environment, Consumer<Path> edit) {
        int port = Checkout.freePort();
        Path base = baseWith(application, port);
        Checkout.copy(Checkout.tomcat().resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        for (String file : List.of("server.xml", "context.xml", "logging.properties")) {
            Checkout.copy(
                    Checkout.file("tomcat").resolve(file), base.resolve("conf").resolve(file));
        }
        Checkout.copy(Checkout.file("tomcat/setenv.sh"), base.resolve("bin/setenv.sh"));
        edit.accept(base.resolve("conf"));
        return start(
                base,
                port,
                "-Dtomcat.port=" + port + " -Dtomcat.address=127.0.0.1 -Dtomcat.autodeploy=true",
                environment);
    }

    /** As it comes from its makers: nothing changed but the ports; starts with this application. */
    static TomcatServer withItsOwnSettings(String application) {
        return withItsOwnSettings(application, Map.of());
    }

    /** The same, with more environment variables. */
    static TomcatServer withItsOwnSettings(String application, Map<String, String> environment) {
        int port = Checkout.freePort();
        Path base = baseWith(application, port);
        Checkout.delete(base.resolve("conf"));
        Checkout.copy(Checkout.tomcat().resolve("conf"), base.resolve("conf"));
        Path serverXml = base.resolve("conf/server.xml");
        Checkout.edit(
                serverXml,
                "<Connector port=\"8080\" protocol=\"HTTP/1.1\"",
                "<Connector port=\"" + port + "\" protocol=\"HTTP/1.1\"");
        Checkout.edit(serverXml, "<Server port=\"8005\"", "<Server port=\"-1\"");
        return start(base, port, "", environment);
    }

    private static Path baseWith(String application, int port) {
        Path base = Checkout.scratch("tomcat-" + port);
        try {
            for (String directory : List.of("bin", "conf", "logs", "temp", "webapps", "work")) {
                Files.createDirectories(base.resolve(directory));
            }
            Files.copy(Checkout.war(), base.resolve("webapps").resolve(application + ".war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return base;
    }

    private static TomcatServer start(Path base, int port, String options, Map<String, String> more) {
        ProcessBuilder command =
                new ProcessBuilder(Checkout.tomcat().resolve("bin/catalina.sh").toString(), "run");
        command.directory(base.toFile());
        var environment = command.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("JRE_HOME");
        environment.put("CATALINA_HOME", Checkout.tomcat().toString());
        environment.put("CATALINA_BASE", base.toString());
        environment.put("WELLSPRING_DATA", base.resolve("data").toString());
        environment.put("WELLSPRING_DRAIN", DRAIN.toString());
        environment.putAll(more);
        environment.put("CATALINA_OPTS", options + " " + more.getOrDefault("CATALINA_OPTS", ""));
        TomcatServer server = new TomcatServer(base, port, command);
        server.awaitStart();
        return server;
    }

    private void awaitStart() {
        process.awaitLine(0, line -> line.contains("Server startup in"));
    }

    /** Kills the JVM as {@code kill -9} does, and waits until it is gone: nothing of it gets a last word. */
    void kill() {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
        process.stop("KILL");
    }

    /** Waits until it has ended by itself, and returns its status. */
    int awaitEnd() {
        return process.awaitEnd();
    }

    /** Whether it has not ended. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** After a kill or a stop: starts again on the same files and port, and waits until it serves. */
    void startAgain() {
        process = ServerProcess.start("Tomcat", command);
        awaitStart();
    }

    /** After a kill: starts again on the same files, and kills that one too after a while, wherever it has come to. */
    void startAgainAndKill(Duration after) throws InterruptedException {
        process = ServerProcess.start("Tomcat", command);
        Thread.sleep(after);
        process.stop("KILL");
    }

    /** The process stands still, and its connections stay open. */
    void pause() {
        process.signal("STOP");
    }

    /** It goes on. */
    void resume() {
        process.signal("CONT");
    }

    long pid() {
        return process.jvm().pid();
    }

    int port() {
        return port;
    }

    /** Puts the WAR in the place of the running one, and waits until it serves. */
    void redeploy(String application) {
        int before = process.output().size();
        Path webapps = base.resolve("webapps");
        try {
            // In one step, so that Tomcat never sees half a file.
            Path whole = Files.copy(
                    Checkout.war(), base.resolve("temp").resolve(application), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(whole, FileTime.from(Instant.now()));
            Files.move(whole, webapps.resolve(application + ".war"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitLine(
                before,
                line -> line.contains("Deployment of web application archive") && line.contains("has finished"));
    }

    /** Takes the WAR away, and waits until Tomcat has noticed. */
    void undeploy(String application) {
        int before = process.output().size();
        try {
            Files.delete(base.resolve("webapps").resolve(application + ".war"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitLine(before, line -> line.contains("Undeploying context"));
    }

    /** Whether the files of the application are gone, the last thing an undeployment does. */
    boolean hasFilesOf(String application) {
        try (Stream<Path> files = Files.list(base.resolve("webapps"))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(application));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String awaitLine(int after, Predicate<String> wanted) {
        return process.awaitLine(after, wanted);
    }

    List<String> output() {
        return process.output();
    }

    List<String> troubles() {
        return process.troubles();
    }

    Jvm jvm() {
        if (jvm == null) {
            jvm = Jvm.attach(process.jvm().pid());
        }
        return jvm;
    }

    ServerProcess.End stop() {
        if (jvm != null) {
            jvm.close();
        }
        return process.stop("TERM");
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        Checkout.delete(base);
    }
}
