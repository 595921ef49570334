package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * nginx with the shipped files and TLS switched on, which {@code bin/run} leaves off: it speaks plain HTTP/1.1 on one port,
 * HTTP/2 and HTTP/1.1 over TLS on another. Of the files only ports and the backend are changed, as the
 * files themselves tell operators to.
 */
public final class Nginx implements AutoCloseable {

    private final ServerProcess process;
    private final Path prefix;
    private final Certificate certificate;
    private final int port;
    private final int tlsPort;

    private Nginx(ServerProcess process, Path prefix, Certificate certificate, int port, int tlsPort) {
        this.process = process;
        this.prefix = prefix;
        this.certificate = certificate;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /** In front of a Tomcat, which need not be there. */
    public static Nginx inFrontOf(int tomcatPort) {
        return inFrontOf(tomcatPort, _ -> {});
    }

    /** The same with files that the test has changed further; it gets their directory. */
    public static Nginx inFrontOf(int tomcatPort, Consumer<Path> edit) {
        int port = Checkout.freePort();
        int tlsPort = Checkout.freePort();
        Path prefix = Checkout.scratch("nginx-" + port);
        Certificate certificate = Certificate.ofThisRun();
        configure(prefix, certificate, tomcatPort, port, tlsPort);
        edit.accept(prefix.resolve("conf"));
        assertThat(check(prefix)).contains("test is successful");
        ProcessBuilder command = new ProcessBuilder(command(prefix));
        command.command().addAll(List.of("-g", "daemon off;"));
        Nginx started = new Nginx(ServerProcess.start("nginx", command), prefix, certificate, port, tlsPort);
        started.awaitListening();
        return started;
    }

    private static void configure(Path prefix, Certificate certificate, int tomcatPort, int port, int tlsPort) {
        Path conf = prefix.resolve("conf");
        Checkout.copy(Checkout.file("nginx"), conf);
        Checkout.edit(conf.resolve("listen.conf"), "listen 8000;", "listen 127.0.0.1:" + port + ";");
        Checkout.edit(conf.resolve("upstream.conf"), "server 127.0.0.1:8080 ", "server 127.0.0.1:" + tomcatPort + " ");
        Checkout.edit(conf.resolve("nginx.conf"), "# include tls.conf;", "include tls.conf;");
        Checkout.edit(
                conf.resolve("tls.conf"), "\nlisten 443 ssl http2;", "\nlisten 127.0.0.1:" + tlsPort + " ssl http2;");
        try {
            Path tls = Files.createDirectories(conf.resolve("tls"));
            certificate.writeTo(tls.resolve("fullchain.pem"), tls.resolve("privkey.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path prefix) {
        return new ArrayList<>(
                List.of(Checkout.program("nginx"), "-e", "stderr", "-p", prefix + "/", "-c", "conf/nginx.conf"));
    }

    /** What nginx itself says of a configuration. */
    static String check(Path prefix) {
        try {
            ProcessBuilder command = new ProcessBuilder(command(prefix)).redirectErrorStream(true);
            command.command().add("-t");
            Process nginx = command.start();
            String words = new String(nginx.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(nginx.waitFor()).as(words).isZero();
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitListening() {
        await("nginx listens").until(() -> {
            assertThat(process.isAlive()).as("nginx: %s", process.output()).isTrue();
            return accepts(port) && accepts(tlsPort);
        });
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Plain HTTP/1.1. */
    public int port() {
        return port;
    }

    /** The front page, by HTTP/2. */
    public URI secure() {
        return URI.create("https://localhost:" + tlsPort + "/");
    }

    /** What makes a client trust this server. */
    SSLContext trust() {
        return certificate.trust();
    }

    /** All of it stands still, and its connections stay open. */
    void pause() {
        process.signal("STOP");
    }

    /** It goes on. */
    void resume() {
        process.signal("CONT");
    }

    /** How many files all its processes have open. */
    long openFiles() {
        ProcessHandle master = process.handle();
        return Stream.concat(Stream.of(master), master.descendants())
                .mapToLong(one -> {
                    String[] files = new File("/proc/" + one.pid() + "/fd").list();
                    return files == null ? 0 : files.length;
                })
                .sum();
    }

    /** Everything it has said, the access log not included. */
    public List<String> output() {
        return process.output();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            assertThat(process.stop("TERM").status()).as("status of nginx").isZero();
        }
        Checkout.delete(prefix);
    }
}
