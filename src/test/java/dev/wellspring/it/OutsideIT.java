package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the world sees of the whole server through nginx, and what it does not. */
class OutsideIT {

    private static final String HUB = "/.well-known/mercure";

    private static TomcatServer server;
    private static Nginx nginx;

    @BeforeAll
    static void start() {
        server = TomcatServer.withOurSettings(
                "ROOT",
                Map.of(
                        "WELLSPRING_MODE", "demo",
                        "WELLSPRING_OPERATORS", "198.51.100.0/24",
                        "JAVA_OPTS", TomcatServer.SHORT_LIVED));
        nginx = Nginx.inFrontOf(server.port());
    }

    @AfterAll
    static void stop() {
        nginx.close();
        assertThat(server.troubles()).isEmpty();
        server.close();
    }

    private static RawHttp.Response ask(int port, String path) throws IOException {
        return RawHttp.get("127.0.0.1", port, path).complete(Timing.SOON);
    }

    @Test
    void operatorsSeeMetricsAndHealthFromInside() throws IOException {
        assertThat(ask(server.port(), "/metrics").status()).isEqualTo(200);
        assertThat(ask(server.port(), "/health/ready").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health/ready", "/health/live"})
    void toTheWorldTheyAreNotThere(String path) throws IOException {
        assertThat(ask(nginx.port(), path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics/",
                "/metrics?x",
                "/metrics;x",
                "/;x/metrics",
                "/metrics%3Bx",
                "/%6Detrics",
                "/%6detrics/",
                "//metrics",
                "/./metrics",
                "/a/../metrics",
                "/a/%2e%2e/metrics",
                "/sse/../metrics",
                "/sse/..%2Fmetrics",
                "/sse/%2e%2e%2fmetrics",
                "/metrics%00",
                "/metrics%20",
                "/metrics%2F",
                "/metrics\\",
                "/health/ready",
                "/health/live",
                "/health%2Fready",
                "/health//ready",
                "/%68ealth/live"
            })
    void nobodySeesThemFromOutside(String path) throws IOException {
        RawHttp.Response answer = ask(nginx.port(), path);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.text()).doesNotContain("wellspring_", "\"status\":\"up\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto"})
    void whatAClientSaysOfItsAddressIsOverwritten(String name) throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Nginx before = Nginx.inFrontOf(backend.getLocalPort());
                RawHttp.Connection client = RawHttp.get("127.0.0.1", before.port(), "/")
                        .header(name, "203.0.113.7")
                        .send();
                Socket heard = backend.accept()) {
            byte[] head = new byte[4096];
            int length = heard.getInputStream().read(head);
            assertThat(new String(head, 0, length, US_ASCII))
                    .doesNotContain("203.0.113.7")
                    .contains("X-Forwarded-For: 127.0.0.1\r\n");
            assertThat(client).isNotNull();
        }
    }

    @Test
    void tomcatBelievesItsProxiesAlone() throws IOException {
        assertThat(askFor("203.0.113.7", server.port())).as("for a stranger").isEqualTo(404);
        assertThat(askFor("198.51.100.7", server.port())).as("for an operator").isEqualTo(200);
        try (TomcatServer alone = TomcatServer.withOurSettings(
                "ROOT", Map.of("WELLSPRING_MODE", "demo", "CATALINA_OPTS", "-Dtomcat.proxies=192.0.2.1"))) {
            assertThat(askFor("203.0.113.7", alone.port()))
                    .as("from this machine, whatever it claims")
                    .isEqualTo(200);
        }
    }

    private static int askFor(String client, int port) throws IOException {
        return RawHttp.get("127.0.0.1", port, "/metrics")
                .header("X-Forwarded-For", client)
                .complete(Timing.SOON)
                .status();
    }

    @Test
    void headersAreLimited() throws IOException {
        String large = "x".repeat(17 * 1024);
        assertThat(RawHttp.get("127.0.0.1", nginx.port(), HUB + "?match=a")
                        .header("X-Large", large)
                        .complete(Timing.SOON)
                        .status())
                .isBetween(400, 431);
        assertThat(ask(nginx.port(), HUB + "?match=" + large).status()).isEqualTo(414);
        assertThat(RawHttp.get("127.0.0.1", server.port(), HUB + "?match=a")
                        .header("X-Large", large)
                        .complete(Timing.SOON)
                        .status())
                .isIn(400, 431);
    }

    @Test
    void aTokenInTheAddressIsInNoLog() throws IOException {
        String token = DemoToken.classic();
        assertThat(ask(nginx.port(), "/sse/basic/none?authorization=" + token).status())
                .isEqualTo(404);
        try (RawHttp.Response stream = RawHttp.get("127.0.0.1", nginx.port(), HUB + "?topic=a&authorization=" + token)
                .open()) {
            assertThat(stream.status()).isEqualTo(200);
        }
        assertThat(ask(nginx.port(), HUB + "?topic=<&authorization=" + token).status())
                .isEqualTo(400);
        Path accessLog = Checkout.file("target/it/nginx-" + nginx.port() + "/access.log");
        assertThat(Files.readString(accessLog)).contains("/sse/basic/none").doesNotContain(token);
        assertThat(server.output()).noneMatch(line -> line.contains(token));
        assertThat(nginx.output()).noneMatch(line -> line.contains(token));
    }

    @Test
    void aTokenInTheAddressIsInNoLogWhileTheBackendIsAway() throws IOException {
        String token = DemoToken.classic();
        Nginx alone = Nginx.inFrontOf(Checkout.freePort());
        try (alone) {
            assertThat(ask(alone.port(), HUB + "?topic=a&authorization=" + token)
                            .text())
                    .contains("retry: 2000");
        }
        assertThat(alone.output()).noneMatch(line -> line.contains(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/sse/none", HUB, "/%", "/none?<", "/metrics"})
    void errorsNameNoVersionAndShowNoStackTrace(String path) throws IOException {
        RawHttp.Response answer = ask(nginx.port(), path);
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(answer.text() + String.join("\n", answer.headerLines()))
                .doesNotContainPattern("(?i)tomcat|nginx/\\d|jersey|\\bat (org|java|dev)\\.|Exception");
    }
}
