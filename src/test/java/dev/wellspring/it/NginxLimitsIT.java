package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many streams nginx lets one address open, with the shipped files. */
class NginxLimitsIT {

    private static final String HUB = "/.well-known/mercure";
    private static final int FEW = 2;

    private final List<RawHttp.Response> open = new ArrayList<>();
    private HttpServer backend;
    private Nginx nginx;

    @BeforeEach
    void start() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", NginxLimitsIT::stream);
        backend.start();
        nginx = Nginx.inFrontOf(backend.getAddress().getPort(), NginxLimitsIT::countThisMachine);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawHttp.Response answer : open) {
            answer.close();
        }
        nginx.close();
        backend.stop(0);
    }

    /** A stream without an end. */
    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(":\n\n".getBytes(UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void countThisMachine(Path conf) {
        Path limits = conf.resolve("limits.conf");
        Checkout.edit(limits, "127.0.0.0/8  1;", "127.0.0.0/8  0;");
        Checkout.edit(limits, "limit_conn streams 200;", "limit_conn streams " + FEW + ";");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "QUERY"})
    void subscribingCountsWithEitherMethod(String method) throws IOException {
        for (int i = 0; i < FEW; i++) {
            assertThat(subscribe(i == 0 ? "GET" : method).status()).isEqualTo(200);
        }
        assertThat(subscribe(method).status()).isEqualTo(429);
        assertThat(subscribe("GET").status()).isEqualTo(429);
    }

    @Test
    void aStreamTakesTwoFilesOfNginx() throws IOException {
        assertThat(subscribe("GET").status()).isEqualTo(200);
        long before = settledFiles();
        assertThat(subscribe("GET").status()).isEqualTo(200);
        assertThat(settledFiles() - before).isEqualTo(2);
    }

    /** A worker that has just begun opens files of its own, and one closes those of whoever asked whether it listens. */
    private long settledFiles() {
        AtomicLong files = new AtomicLong();
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            long now = nginx.openFiles();
            return files.getAndSet(now) == now;
        });
        return files.get();
    }

    private RawHttp.Response subscribe(String method) throws IOException {
        RawHttp request = RawHttp.request(method, "127.0.0.1", nginx.port(), HUB + "?match=a");
        if (method.equals("QUERY")) {
            request.body("application/x-www-form-urlencoded", "match=b".getBytes(UTF_8));
        }
        RawHttp.Response answer = request.open();
        open.add(answer);
        return answer;
    }
}
