package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.wellspring.stream.ScriptedResource.Opened;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.ServerTest;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamBroadcasterTest extends ServerTest {

    private static final int BACKLOG = 4 * 1024;

    private final ScriptedResource resource;
    private final Sse sse = StreamFeature.sse();
    private final SseBroadcaster broadcaster = sse.newBroadcaster();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    StreamBroadcasterTest() {
        ScriptedResource scripted = new ScriptedResource();
        super(scripted.served(BACKLOG));
        resource = scripted;
    }

    @BeforeEach
    void registerEveryStreamAndListen() {
        resource.script(stream -> broadcaster.register(stream.sink()));
        broadcaster.onError((_, cause) -> heard.add("error " + cause.getMessage()));
        broadcaster.onClose(_ -> heard.add("close"));
    }

    @Test
    void everyoneGetsEveryEventInOrder() throws Exception {
        try (RawHttp.Response a = open();
                RawHttp.Response b = open();
                RawHttp.Response c = open()) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                assertThat(broadcaster.broadcast(sse.newEvent("消息 " + i)).toCompletableFuture())
                        .isCompleted();
                expected.append("data: 消息 ").append(i).append("\n\n");
            }
            broadcaster.close();
            for (RawHttp.Response answer : List.of(a, b, c)) {
                assertThat(answer.awaitComplete(SOON).text()).hasToString(expected.toString());
            }
        }
    }

    @Test
    void aStreamThatIsClosedLeavesAndTheListenersHearOfIt() throws Exception {
        try (RawHttp.Response a = get("/stream").open()) {
            Opened first = resource.next();
            try (RawHttp.Response b = get("/stream").open()) {
                first.close();
                a.awaitComplete(SOON);
                await().atMost(SOON).untilAsserted(() -> assertThat(heard).containsExactly("close"));
                broadcaster.broadcast(sse.newEvent("x"));
                b.readUntil("data: x\n\n", SOON);
            }
        }
    }

    @Test
    void aClientThatIsGoneIsAnErrorAndThenAClose() throws Exception {
        RawHttp.Response answer = open();
        answer.reset();
        await().atMost(SOON).untilAsserted(() -> {
            broadcaster.broadcast(sse.newEvent("x"));
            assertThat(heard).containsExactly("error The stream ended: CLIENT_GONE", "close");
        });
    }

    @Test
    void aSlowClientIsClosedAndTheOthersGetEverything() throws Exception {
        try (RawHttp.Connection slow = get("/stream").receiveBuffer(4096).send()) {
            Opened stuck = resource.next();
            try (RawHttp.Response quick = get("/stream").open()) {
                int sent = 0;
                String filler = "x".repeat(8 * 1024);
                while (!stuck.sink().isClosed() && sent < 4000) {
                    broadcaster.broadcast(sse.newEvent(++sent + " " + filler));
                    quick.readUntil("data: " + sent + " " + filler + "\n\n", SOON);
                }
                assertThat(stuck.sink().isClosed()).isTrue();
                broadcaster.broadcast(sse.newEvent("last"));
                quick.readUntil("data: last\n\n", SOON);
            }
            slow.response().awaitComplete(SOON);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(heard).contains("error The stream ended: OVERFLOW", "close"));
        }
    }

    @Test
    void closingWithoutCascadeLeavesTheStreamsOpen() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            broadcaster.close(false);
            assertThat(stream.sink().isClosed()).isFalse();
            stream.send("still here");
            answer.readUntil("data: still here\n\n", SOON);
        }
    }

    @Test
    void aClosedBroadcasterTakesNothing() throws Exception {
        broadcaster.close();
        assertThatIllegalStateException().isThrownBy(() -> broadcaster.broadcast(sse.newEvent("x")));
        resource.script(_ -> {});
        try (RawHttp.Response _ = get("/stream").open()) {
            SseEventSink sink = resource.next().sink();
            assertThatIllegalStateException().isThrownBy(() -> broadcaster.register(sink));
        }
    }

    @Test
    void anEventThatCannotBeWrittenFailsTheStageAndReachesNobody() throws Exception {
        try (RawHttp.Response answer = open()) {
            CompletionStage<?> done = broadcaster.broadcast(
                    sse.newEventBuilder().data(new Object()).build());
            assertThat(done.toCompletableFuture()).isCompletedExceptionally();
            broadcaster.broadcast(sse.newEvent("x"));
            assertThat(answer.readUntil("data: x\n\n", SOON).text()).isEqualTo("data: x\n\n");
        }
    }

    @Test
    void aStreamThatIsOverAlreadyLeavesAtOnce() throws Exception {
        resource.script(_ -> {});
        Opened stream;
        try (RawHttp.Response answer = get("/stream").open()) {
            stream = resource.next();
            stream.close();
            answer.awaitComplete(SOON);
        }
        await().atMost(SOON)
                .until(() -> stream.stream().ended().toCompletableFuture().isDone());
        broadcaster.register(stream.sink());
        assertThat(heard).containsExactly("close");
    }

    @Test
    void sinksOfSomebodyElseAreRefused() {
        SseEventSink foreign = new SseEventSink() {
            @Override
            public boolean isClosed() {
                return false;
            }

            @Override
            public CompletionStage<?> send(OutboundSseEvent event) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {}
        };
        assertThatIllegalArgumentException().isThrownBy(() -> broadcaster.register(foreign));
    }

    private RawHttp.Response open() throws Exception {
        RawHttp.Response answer = get("/stream").open();
        resource.next();
        return answer;
    }
}
