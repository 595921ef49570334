package dev.wellspring.auth.jose;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes a key set on the loopback interface, or fails to. */
public final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String published;
    private volatile int status = 200;

    public KeyServer(String published) {
        this.published = published;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/keys", exchange -> {
            requests.incrementAndGet();
            byte[] body = this.published.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** Kept five minutes, fetched twice in ten seconds at most, used four hours into an outage. */
    public KeyMaterial.FetchedKeySet material() {
        return new KeyMaterial.FetchedKeySet(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofHours(4),
                Duration.ofSeconds(2));
    }

    public void publish(String keySet) {
        published = keySet;
    }

    public void answer(int newStatus) {
        status = newStatus;
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
