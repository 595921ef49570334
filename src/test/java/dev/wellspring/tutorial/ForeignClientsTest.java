package dev.wellspring.tutorial;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamClosedByServerException;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.WellspringTest;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.glassfish.jersey.media.sse.SseFeature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Clients that others have written understand us: two independent implementations, also when their connection is cut
 * again and again.
 */
@Execution(ExecutionMode.CONCURRENT)
class ForeignClientsTest extends WellspringTest {

    private static final List<String> ALL_IDS =
            IntStream.range(0, 100).mapToObj(String::valueOf).toList();

    @Test
    void okhttpEventsourceGetsEveryFieldOfTheLessons() throws Exception {
        try (EventSource source = new EventSource.Builder(getBaseUri().resolve("/sse/multifield")).build()) {
            source.start();
            for (int i = 0; i < 5; i++) {
                MessageEvent event = source.readMessage();
                assertThat(event.getEventName()).isEqualTo("update");
                assertThat(event.getLastEventId()).isEqualTo(String.valueOf(i));
                assertThat(event.getData()).isEqualTo("第一行数据\n第二行数据\n第三行数据");
            }
        }
    }

    @Test
    void okhttpEventsourceResumesWithoutGapOrDuplicateWhereverTheConnectionIsCut() throws Exception {
        // Within the head, within the retry, and twice later; from the retry on the client waits three seconds each.
        try (CuttingProxy proxy = new CuttingProxy(host(), port(), 100, 186, 265, 333)) {
            List<MessageEvent> events = new ArrayList<>();
            try (EventSource source = new EventSource.Builder(
                            ConnectStrategy.http(URI.create("http://127.0.0.1:" + proxy.port() + "/sse/reconnect")))
                    .errorStrategy(ErrorStrategy.alwaysContinue())
                    .retryDelay(1, TimeUnit.MILLISECONDS)
                    .build()) {
                source.start();
                while (events.size() < 12) {
                    events.add(source.readMessage());
                }
            }
            assertThat(proxy.cuts()).as("the test has cut something").isEqualTo(4);
            assertThat(events).extracting(MessageEvent::getLastEventId).isEqualTo(ALL_IDS.subList(0, 12));
            assertThat(events)
                    .extracting(MessageEvent::getData)
                    .isEqualTo(IntStream.range(0, 12).mapToObj(i -> "消息 " + i).toList());
        }
    }

    @Test
    void okhttpEventsourceGetsNothingMoreAfterTheLastMessage() throws Exception {
        try (EventSource source = new EventSource.Builder(getBaseUri().resolve("/sse/reconnect"))
                .lastEventId("99")
                .build()) {
            source.start();
            assertThatExceptionOfType(StreamClosedByServerException.class).isThrownBy(source::readMessage);
        }
    }

    @Test
    void jerseysClientResumesWithoutGapOrDuplicate() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(host(), port(), 100, 300, 345)) {
            List<InboundSseEvent> events = new CopyOnWriteArrayList<>();
            WebTarget target = client().register(SseFeature.class)
                    .target("http://127.0.0.1:" + proxy.port())
                    .path("sse/reconnect")
                    .queryParam("lastEventId", "79");
            try (SseEventSource source = SseEventSource.target(target)
                    .reconnectingEvery(100, TimeUnit.MILLISECONDS)
                    .build()) {
                source.register(event -> {
                    if (event.getId() != null) {
                        events.add(event);
                    }
                });
                source.open();
                await().atMost(SOON.multipliedBy(2)).until(() -> events.size() >= 20);
            }
            assertThat(proxy.cuts()).as("the test has cut something").isEqualTo(3);
            assertThat(events.subList(0, 20)).extracting(InboundSseEvent::getId).isEqualTo(ALL_IDS.subList(80, 100));
            assertThat(events.subList(0, 20))
                    .extracting(InboundSseEvent::readData)
                    .isEqualTo(IntStream.range(80, 100).mapToObj(i -> "消息 " + i).toList());
        }
    }

    @Test
    void jerseysClientReadsNamedEvents() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        WebTarget target =
                client().register(SseFeature.class).target(getBaseUri()).path("sse/events");
        try (SseEventSource source = SseEventSource.target(target)
                .reconnectingEvery(60_000, TimeUnit.MILLISECONDS)
                .build()) {
            source.register(event -> names.add(event.getName() + " " + event.readData()));
            source.open();
            await().atMost(SOON).until(() -> names.size() == 7);
        }
        assertThat(names)
                .containsExactly(
                        "start 开始处理",
                        "progress {\"progress\": 20, \"step\": 1}",
                        "progress {\"progress\": 40, \"step\": 2}",
                        "progress {\"progress\": 60, \"step\": 3}",
                        "progress {\"progress\": 80, \"step\": 4}",
                        "progress {\"progress\": 100, \"step\": 5}",
                        "complete 处理完成");
    }
}
