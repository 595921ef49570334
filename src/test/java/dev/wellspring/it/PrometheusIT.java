package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.wellspring.docs.Project;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the server's end to the alert that reaches somebody: a real Prometheus with the shipped files and the lines that the page
 * on operations tells to add. Only addresses are others, and times shorter; the shipped times are played in AlertRulesTest.
 */
@Timeout(120)
class PrometheusIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FIRING = "ALERTS{alertname=\"WellspringDown\",alertstate=\"firing\",severity=\"page\"}";

    /** What Alertmanager was sent. */
    private final List<String> alerts = new CopyOnWriteArrayList<>();

    @Test
    void aServerThatIsGoneIsSeenAndAlertmanagerIsToldUntilItIsBack(@TempDir Path directory) throws IOException {
        HttpServer alertmanager = alertmanager();
        int port = Checkout.freePort();
        try (TomcatServer server = TomcatServer.withOurSettings(
                        "ROOT", Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED));
                ServerProcess prometheus = prometheus(directory, server, alertmanager, port)) {
            await("the target is up")
                    .atMost(SOON)
                    .until(() -> get(port, "/api/v1/targets"), text -> text.contains("\"health\":\"up\""));
            assertThat(get(port, "/api/v1/query?query=wellspring_native_transport"))
                    .contains("\"job\":\"wellspring\"");
            assertThat(firing(port)).isFalse();

            server.stop();
            await("the alert fires").atMost(SOON).until(() -> firing(port));
            await("Alertmanager is told")
                    .atMost(SOON)
                    .until(() -> alerts.stream()
                            .anyMatch(one -> one.contains("\"WellspringDown\"") && one.contains("does not answer")));

            server.startAgain();
            await("the alert is over").atMost(SOON).until(() -> !firing(port));
            assertThat(prometheus.isAlive()).isTrue();
        } finally {
            alertmanager.stop(0);
        }
    }

    private HttpServer alertmanager() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v2/alerts", exchange -> {
            alerts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static ServerProcess prometheus(Path directory, TomcatServer server, HttpServer alertmanager, int port)
            throws IOException {
        Path file = directory.resolve("prometheus.yml");
        Files.writeString(
                file, Project.read("monitoring/prometheus.yml") + Project.block("docs/operations.md", "alerting:"));
        Checkout.edit(file, "scrape_interval: 15s", "scrape_interval: 1s");
        Checkout.edit(file, "evaluation_interval: 15s", "evaluation_interval: 1s");
        Checkout.edit(file, "wellspring:8080", "127.0.0.1:" + server.port());
        Checkout.edit(
                file,
                "alertmanager:9093",
                "127.0.0.1:" + alertmanager.getAddress().getPort());
        Path rules = directory.resolve("alerts.yml");
        Files.writeString(rules, Project.read("monitoring/alerts.yml"));
        Checkout.edit(
                rules,
                "expr: up{job=\"wellspring\"} == 0\n        for: 1m",
                "expr: up{job=\"wellspring\"} == 0\n        for: 1s");
        return ServerProcess.start(
                "Prometheus",
                new ProcessBuilder(
                        Checkout.program("prometheus"),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
    }

    private static boolean firing(int port) throws IOException {
        return get(port, "/api/v1/query?query=" + HubAt.encoded(FIRING)).contains("\"alertname\"");
    }

    private static String get(int port, String path) {
        try (RawHttp.Response answer = RawHttp.get("127.0.0.1", port, path).complete(Timing.SOON)) {
            return answer.text();
        } catch (IOException e) {
            return ""; // it does not listen yet
        }
    }
}
