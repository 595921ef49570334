package dev.wellspring.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Tomcat from its distribution, to which applications are deployed by putting a WAR into its webapps/, as operators do. */
final class TomcatServer implements AutoCloseable {

    private final Path base;
    private final int port;
    private final ServerProcess process;
    private @Nullable Jvm jvm;

    private TomcatServer(Path base, int port, ServerProcess process) {
        this.base = base;
        this.port = port;
        this.process = process;
    }

    /** With the settings this project ships, taking new WARs while it runs; starts with this application. */
    static TomcatServer withOurSettings(String application) {
        int port = Checkout.freePort();
        Path base = baseWith(application, port);
        Checkout.copy(Checkout.tomcat().resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        for (String file : List.of("server.xml", "context.xml", "logging.properties")) {
            Checkout.copy(
                    Checkout.file("tomcat").resolve(file), base.resolve("conf").resolve(file));
        }
        Checkout.copy(Checkout.file("tomcat/setenv.sh"), base.resolve("bin/setenv.sh"));
        return start(base, port, "-Dtomcat.port=" + port + " -Dtomcat.address=127.0.0.1 -Dtomcat.autodeploy=true");
    }

    /** As it comes from its makers: nothing changed but the ports; starts with this application. */
    static TomcatServer withItsOwnSettings(String application) {
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
        return start(base, port, "");
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

    private static TomcatServer start(Path base, int port, String options) {
        ProcessBuilder command =
                new ProcessBuilder(Checkout.tomcat().resolve("bin/catalina.sh").toString(), "run");
        command.directory(base.toFile());
        var environment = command.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("JRE_HOME");
        environment.put("CATALINA_HOME", Checkout.tomcat().toString());
        environment.put("CATALINA_BASE", base.toString());
        environment.put("CATALINA_OPTS", options);
        environment.put("WELLSPRING_DATA", base.resolve("data").toString());
        TomcatServer server = new TomcatServer(base, port, ServerProcess.start("Tomcat", command));
        server.process.awaitLine(0, line -> line.contains("Server startup in"));
        return server;
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
