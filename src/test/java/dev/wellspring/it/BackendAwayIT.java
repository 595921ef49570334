package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tomcat is restarted behind nginx: streams get an answer that lets clients come back, and they miss nothing. */
class BackendAwayIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void clientsAreToldToComeBackAndGoOnWhereTheyWere() {
        int port = Checkout.freePort();
        try (Nginx nginx = Nginx.inFrontOf(port)) {
            RunningServer first = RunningServer.start(port, Map.of());
            List<String> received = new ArrayList<>();
            CompletableFuture<Void> reader;
            try (first) {
                reader = CompletableFuture.runAsync(() -> readAll(nginx.port(), received), Thread::startVirtualThread);
                await("the stream flows").until(() -> {
                    synchronized (received) {
                        return received.size() > 10;
                    }
                });
            }
            assertThat(reader).isNotDone();
            assertThatAnswersAreRetryable(nginx);

            try (RunningServer second = RunningServer.start(port, Map.of())) {
                reader.orTimeout(40, TimeUnit.SECONDS).join();
                assertThat(second.output()).anyMatch(line -> line.contains("client reconnects"));
            }
            assertThat(received)
                    .isEqualTo(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
        }
    }

    /** Reads to the last message, over as many connections as it takes. */
    private static void readAll(int port, List<String> received) {
        try (EventSource source = new EventSource.Builder(
                        ConnectStrategy.http(URI.create("http://localhost:" + port + "/sse/reconnect")))
                .errorStrategy(ErrorStrategy.alwaysContinue())
                .build()) {
            for (MessageEvent message : source.messages()) {
                synchronized (received) {
                    received.add(message.getLastEventId());
                }
                if (message.getLastEventId().equals("99")) {
                    return;
                }
            }
        }
    }

    private static void assertThatAnswersAreRetryable(Nginx nginx) {
        try (Http2Recorder http2 = new Http2Recorder(nginx.secure(), nginx.trust())) {
            for (Recorder recorder : List.of(new Http1Recorder(nginx.port()), http2)) {
                Recording stream = recorder.record("/sse/reconnect", SOON, "Last-Event-ID", "7");
                assertThat(stream.status()).isEqualTo(200);
                assertThat(stream.header("Content-Type")).containsExactly("text/event-stream; charset=utf-8");
                assertThat(stream.header("Cache-Control"))
                        .singleElement()
                        .asString()
                        .contains("no-cache");
                assertThat(stream.text()).isEqualTo("retry: 2000\n\n");
                assertThat(stream.complete()).isTrue();

                Recording page = recorder.record("/", SOON);
                assertThat(page.status()).isEqualTo(503);
                assertThat(page.header("Retry-After")).containsExactly("2");
                assertThat(page.header("Content-Security-Policy")).hasSize(1);
            }
        }
    }
}
