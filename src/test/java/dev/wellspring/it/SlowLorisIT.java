package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Publishing byte by byte, through nginx with the shipped files: who sends so is given up in time, may not hold many
 * connections, and never reaches the hub.
 */
class SlowLorisIT {

    private static final String HUB = "/.well-known/mercure";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int FEW = 3;

    private final AtomicInteger requests = new AtomicInteger();
    private final List<Socket> open = new ArrayList<>();
    private HttpServer backend;
    private Nginx nginx;

    @BeforeEach
    void start() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", this::answer);
        backend.start();
        nginx = Nginx.inFrontOf(backend.getAddress().getPort(), SlowLorisIT::inSmall);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        nginx.close();
        backend.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static void inSmall(Path conf) {
        Path limits = conf.resolve("limits.conf");
        Checkout.edit(limits, "127.0.0.0/8  1;", "127.0.0.0/8  0;");
        Checkout.edit(limits, "limit_conn publishing 50;", "limit_conn publishing " + FEW + ";");
        Checkout.edit(limits, "client_header_timeout 15s;", "client_header_timeout " + TIMEOUT.toSeconds() + "s;");
        Checkout.edit(limits, "client_body_timeout 15s;", "client_body_timeout " + TIMEOUT.toSeconds() + "s;");
    }

    @Test
    void aHeadThatComesByteByByteHasItsTimeAndNoMore() throws IOException {
        Socket slow = connect("127.0.0.2");
        slow.getOutputStream().write(("POST " + HUB + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").getBytes(US_ASCII));
        await("it is given up, though it never paused")
                .between(TIMEOUT.minusMillis(500), TIMEOUT.plusSeconds(5))
                .until(() -> isOverAfterOneMoreByte(slow));
        assertThat(requests).hasValue(0);
    }

    @Test
    void bodiesThatComeByteByByteNeverReachTheHubAndHoldFewConnections() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < FEW; i++) {
            slow.add(beginToPublish("127.0.0.2"));
        }
        for (Socket one : slow) {
            assertThat(isOverAfterOneMoreByte(one)).as("the first few may").isFalse();
        }
        assertThat(status(beginToPublish("127.0.0.2"))).as("the next one").isEqualTo("HTTP/1.1 429");
        assertThat(requests).as("what has reached the hub").hasValue(0);
        assertThat(publish().status()).as("somebody else").isEqualTo(200);
        assertThat(requests).hasValue(1);

        for (Socket one : slow) {
            assertThat(status(one)).as("a body that stops coming").isIn("", "HTTP/1.1 408");
        }
        assertThat(requests).hasValue(1);
    }

    private RawHttp.Response publish() throws IOException {
        return RawHttp.request("POST", "127.0.0.1", nginx.port(), HUB)
                .body("application/x-www-form-urlencoded", "topic=a".getBytes(US_ASCII))
                .complete(TIMEOUT);
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), nginx.port()));
        socket.setSoTimeout(100);
        return socket;
    }

    private Socket beginToPublish(String from) throws IOException {
        Socket socket = connect(from);
        socket.getOutputStream()
                .write(("POST " + HUB
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: 1000\r\n\r\ntopic=")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static boolean isOverAfterOneMoreByte(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The beginning of the answer, empty if the connection was closed without one. */
    private static String status(Socket socket) throws IOException {
        socket.setSoTimeout(Math.toIntExact(TIMEOUT.plusSeconds(5).toMillis()));
        try {
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 429".length()), US_ASCII);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return ""; // reset
        }
    }
}
