package dev.wellspring.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import dev.wellspring.auth.DemoToken;
import dev.wellspring.hub.Outlet;
import dev.wellspring.hub.ResumePoint;
import dev.wellspring.hub.WhenSlow;
import dev.wellspring.stream.StreamEnd;
import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class MetricsTest extends OpsTest {

    MetricsTest() {
        super(Map.of());
    }

    private void awaitMetric(String name, double value) {
        await(name)
                .atMost(Timing.SOON)
                .untilAsserted(() -> assertThat(metric(name)).isEqualTo(value));
    }

    @Test
    void countsAnUpdateFromItsPublisherToItsSubscriber() throws IOException {
        try (RawHttp.Response stream = subscribe("topic=a")) {
            publish("topic=a&data=one");
            stream.readUntil("data: one", Timing.SOON);

            awaitMetric("wellspring_publishes_total", 1);
            awaitMetric("wellspring_deliveries_total", 1);
            awaitMetric("wellspring_delivery_latency_seconds_count", 1);
            assertThat(metric("wellspring_delivery_latency_seconds_sum")).isBetween(0.000_001, 10.0);
            assertThat(metric("wellspring_delivery_latency_seconds_bucket{le=\"10.0\"}"))
                    .isEqualTo(1);
            assertThat(metric("wellspring_log_commit_seconds_count")).isEqualTo(1);
            assertThat(metric("wellspring_log_updates")).isEqualTo(1);
            assertThat(metric("wellspring_log_bytes")).isGreaterThan(100);
            assertThat(metric("wellspring_subscribers")).isEqualTo(1);
            assertThat(metric("wellspring_audiences")).isEqualTo(1);
            assertThat(metric("wellspring_streams")).isEqualTo(1);
            assertThat(metric("wellspring_backlog_bytes")).isZero();
        }
        // Nobody notices that the client is gone before something is written to it.
        await().atMost(Timing.SOON).untilAsserted(() -> {
            publish("topic=a&data=more");
            assertThat(metric("wellspring_streams_ended_total{reason=\"client_gone\"}"))
                    .isEqualTo(1);
        });
        awaitMetric("wellspring_subscribers", 0);
        awaitMetric("wellspring_audiences", 0);
    }

    @Test
    void historyIsAReplayWithoutALatency() throws IOException {
        publish("topic=a&data=one");
        try (RawHttp.Response stream = subscribe("topic=a&lastEventID=earliest")) {
            stream.readUntil("data: one", Timing.SOON);
            awaitMetric("wellspring_deliveries_total", 1);
            assertThat(metric("wellspring_replays_total{from=\"earliest\"}")).isEqualTo(1);
            assertThat(metric("wellspring_delivery_latency_seconds_count")).isZero();
        }
    }

    @Test
    void aCursorNobodyKnowsIsAGap() throws IOException {
        subscribe("topic=a&lastEventID=unheard-of").close();
        assertThat(metric("wellspring_replays_total{from=\"lost\"}")).isEqualTo(1);
        assertThat(metric("wellspring_gaps_total{cause=\"cursor_lost\"}")).isEqualTo(1);
    }

    @Test
    void refusalsAreCountedByReason() throws IOException {
        request("POST", HUB)
                .body("application/x-www-form-urlencoded", new byte[0])
                .complete(Timing.SOON);
        publish("data=without-a-topic");
        get(HUB).complete(Timing.SOON);
        get(HUB + "?topic=a").header("Authorization", "Bearer nonsense").complete(Timing.SOON);
        assertThat(metric("wellspring_refusals_total{action=\"publish\",reason=\"token_required\"}"))
                .isEqualTo(1);
        assertThat(metric("wellspring_refusals_total{action=\"publish\",reason=\"invalid_request\"}"))
                .isEqualTo(1);
        assertThat(metric("wellspring_refusals_total{action=\"subscribe\",reason=\"invalid_request\"}"))
                .isEqualTo(1);
        assertThat(metric("wellspring_refusals_total{action=\"subscribe\",reason=\"invalid_token\"}"))
                .isEqualTo(1);
    }

    @Test
    void everyEndOfAStreamIsThereFromTheStart() throws IOException {
        for (StreamEnd why : StreamEnd.values()) {
            assertThat(metric("wellspring_streams_ended_total{reason=\"" + Tally.label(why) + "\"}"))
                    .isZero();
        }
    }

    @Test
    void pagesInABrowserAreTold404() throws IOException {
        for (String path : new String[] {"/metrics", "/health/live", "/health/ready"}) {
            assertThat(ask(path).status()).isEqualTo(200);
            assertThat(get(path)
                            .header("Origin", "https://evil.example")
                            .complete(Timing.SOON)
                            .status())
                    .isEqualTo(404);
            assertThat(get(path)
                            .header("Sec-Fetch-Site", "same-origin")
                            .complete(Timing.SOON)
                            .status())
                    .isEqualTo(404);
            assertThat(get(path)
                            .header("Sec-Fetch-Site", "none")
                            .complete(Timing.SOON)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void prometheusIsToldTheFormat() throws IOException {
        RawHttp.Response answer = get("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5")
                .complete(Timing.SOON);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(answer.header("Cache-Control")).startsWith("no-store");
        assertThat(answer.text()).contains("# TYPE wellspring_publishes_total counter\n");
    }

    @Test
    void aDeliveryIsCountedWithoutAllocation() {
        try (Metrics metrics = new Metrics()) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            count(metrics, 100_000); // so that everything is loaded and compiled
            long before = threads.getCurrentThreadAllocatedBytes();
            count(metrics, 100_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes for 100,000 deliveries").isLessThan(50_000);
        }
    }

    private static void count(Metrics metrics, int deliveries) {
        for (int i = 0; i < deliveries; i++) {
            metrics.delivered(3, 1_000_000L + i);
        }
    }

    @Test
    void aSubscriberMoreAndLess() {
        try (Metrics metrics = new Metrics()) {
            metrics.subscribed(new ResumePoint.None());
            metrics.unsubscribed();
            assertThat(metrics.text("text/plain")).contains("wellspring_replays_total{from=\"after\"} 0.0");
        }
    }

    @Test
    void whatGoesWrongIsCountedUnderItsName() {
        try (Metrics metrics = new Metrics()) {
            metrics.notPublished();
            metrics.refused(3);
            metrics.ended(Outlet.Ending.DISCARDED);
            metrics.dropped(WhenSlow.CONFLATE, 4);
            metrics.dropped(WhenSlow.DROP_OLDEST, 5);
            assertThat(metrics.text("text/plain").lines())
                    .contains(
                            "wellspring_publishes_failed_total 1.0",
                            "wellspring_log_refused_total 3.0",
                            "wellspring_gaps_total{cause=\"discarded\"} 1.0",
                            "wellspring_gaps_total{cause=\"dropped\"} 1.0",
                            "wellspring_updates_dropped_total{how=\"conflate\"} 4.0",
                            "wellspring_updates_dropped_total{how=\"drop_oldest\"} 5.0");
        }
    }

    /** This test's server has a connector whose connections are handed over. */
    @Test
    void saysThatConnectionsAreHandedOver() throws IOException {
        assertThat(metric("wellspring_native_transport")).isEqualTo(1);
    }

    @Test
    void aRequestLeavesALineWithItsTraceAndNothingElseOfIt() throws IOException {
        Logger logger = Logger.getLogger(RequestLog.class.getName());
        logger.setLevel(Level.FINE);
        try (CapturedLog lines = CapturedLog.of(RequestLog.class.getName())) {
            request("POST", HUB)
                    .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    .body("application/x-www-form-urlencoded", new byte[0])
                    .complete(Timing.SOON);
            get(HUB + "?topic=secret-topic")
                    .header("Authorization", "Bearer nonsense")
                    .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-forged=line-01")
                    .complete(Timing.SOON);
            String id = request("POST", HUB)
                    .header("Authorization", "Bearer " + DemoToken.classic())
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .body("application/x-www-form-urlencoded", "topic=secret-topic".getBytes(UTF_8))
                    .complete(Timing.SOON)
                    .text();
            await().atMost(Timing.SOON)
                    .untilAsserted(() -> assertThat(lines.lines())
                            .anySatisfy(line -> assertThat(line)
                                    .contains("outcome=accepted", "update=" + id)
                                    .contains("trace_id=0af7651916cd43dd8448eb211c80319c", "span_id=b7ad6b7169203331"))
                            .anySatisfy(line -> assertThat(line)
                                    .contains("action=publish", "status=401", "outcome=token_required")
                                    .contains(
                                            "trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "span_id=00f067aa0ba902b7")));
            assertThat(lines.lines())
                    .anySatisfy(line -> assertThat(line).contains("outcome=invalid_token"))
                    .noneSatisfy(line -> assertThat(line).containsAnyOf("forged", "secret-topic", "nonsense"));
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void aStreamLeavesTwoLinesUnderOneNumber() throws IOException {
        Logger logger = Logger.getLogger(StreamLog.class.getName());
        logger.setLevel(Level.FINE);
        try (CapturedLog lines = CapturedLog.of(StreamLog.class.getName())) {
            get("/sse/basic").complete(java.time.Duration.ofSeconds(30));
            await().atMost(Timing.SOON)
                    .untilAsserted(() -> assertThat(lines.lines())
                            .anySatisfy(line -> assertThat(line).contains("connection=1", "address=127.0.0.1"))
                            .anySatisfy(line -> assertThat(line).contains("connection=1", "reason=finished")));
        } finally {
            logger.setLevel(null);
        }
    }
}
