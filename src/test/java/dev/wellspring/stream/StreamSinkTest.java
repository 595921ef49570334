package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.wellspring.stream.ScriptedResource.Opened;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.RawHttp.Piece;
import dev.wellspring.testing.ServerTest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sink as resources get it, on the container we ship. */
class StreamSinkTest extends ServerTest {

    private static final int BACKLOG = 64 * 1024;

    private final OpenStreams streams;
    private final ScriptedResource resource;

    StreamSinkTest() {
        ScriptedResource scripted = new ScriptedResource();
        super(scripted.served(BACKLOG));
        resource = scripted;
        streams = scripted.streams();
    }

    /** An object for the JSON provider. */
    public record Reading(String sensor, double value) {}

    @AfterEach
    void everyStreamIsGone() {
        streams.stop();
        await().atMost(SOON).until(() -> streams.count() == 0);
        await("every place was given back").atMost(SOON).until(streams::isDeserted);
    }

    @Test
    void theHeadGoesOutAtOnceThoughNothingWasSent() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(answer.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(streams.count()).isEqualTo(1);
            Opened stream = resource.next();
            stream.send("later");
            answer.readUntil("data: later\n\n", SOON);
            stream.close();
            answer.awaitComplete(SOON);
        }
    }

    @Test
    void theResourceMethodMaySendAndCloseItself() throws Exception {
        resource.script(stream -> {
            stream.send("a");
            stream.send("b");
            stream.close();
        });
        assertStreamed("data: a\n\ndata: b\n\n");
    }

    @Test
    void aStreamMayBeClosedWithoutAnyEvent() throws Exception {
        resource.script(Opened::close);
        assertStreamed("");
    }

    @Test
    void anotherThreadMaySendAndCloseBeforeTheResourceMethodHasReturned() throws Exception {
        resource.script(stream -> {
            Thread producer = Thread.startVirtualThread(() -> {
                stream.send("a");
                stream.send("b");
                stream.close();
            });
            producer.join();
        });
        assertStreamed("data: a\n\ndata: b\n\n");
    }

    @Test
    void sendsOfTheResourceMethodAndOfAnotherThreadKeepTheirOrder() throws Exception {
        resource.script(stream -> {
            stream.send("first");
            Thread producer = Thread.startVirtualThread(() -> {
                stream.send("second");
            });
            producer.join();
            stream.send("third");
            stream.close();
        });
        assertStreamed("data: first\n\ndata: second\n\ndata: third\n\n");
    }

    @Test
    void threeHundredEventsAtOnceFromAnotherThreadAllArrive() throws Exception {
        resource.script(stream -> Thread.startVirtualThread(() -> {
            for (int i = 0; i < 300; i++) {
                stream.send("消息 " + i);
            }
            stream.close();
        }));
        assertStreamed(
                IntStream.range(0, 300).mapToObj(i -> "data: 消息 " + i + "\n\n").collect(Collectors.joining()));
    }

    @Test
    void ofThreeThousandStreamsThatEndAtOnceNoneIsLostOrShort() throws Exception {
        resource.script(stream -> Thread.startVirtualThread(() -> {
            stream.send("a");
            stream.send("b");
            stream.send("c");
            stream.close();
        }));
        RawHttp request = get("/stream");
        try (RawHttp.Connection connection = request.send()) {
            for (int i = 0; i < 3000; i++) {
                RawHttp.Response answer = connection.response().awaitComplete(SOON);
                assertThat(answer.text()).as("stream %s", i).isEqualTo("data: a\n\ndata: b\n\ndata: c\n\n");
                connection.send(request);
            }
            connection.response().awaitComplete(SOON);
        }
    }

    @Test
    void streamsThatEndAtOnceOnConnectionsOfTheirOwnAreWholeToo() throws Exception {
        resource.script(stream -> Thread.startVirtualThread(() -> {
            stream.send("a");
            stream.close();
        }));
        for (int i = 0; i < 300; i++) {
            assertStreamed("data: a\n\n");
        }
    }

    @Test
    void spacedEventsAreOneChunkEach() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            for (int i = 0; i < 5; i++) {
                String block = "data: 第一行 " + i + "\ndata: 第二行\n\n";
                stream.send("第一行 " + i + "\n第二行");
                answer.readUntil(block, SOON);
            }
            stream.close();
            answer.awaitComplete(SOON);
            assertThat(answer.pieces())
                    .extracting(Piece::text)
                    .containsExactly(IntStream.range(0, 5)
                            .mapToObj(i -> "data: 第一行 " + i + "\ndata: 第二行\n\n")
                            .toArray(String[]::new));
        }
    }

    @Test
    void anEventLargerThanTheBacklogArrivesWhole() throws Exception {
        String large = "消".repeat(1_000_000);
        resource.script(stream -> {
            stream.send(large);
            stream.close();
        });
        assertStreamed("data: " + large + "\n\n");
    }

    @Test
    void theConnectionTakesTheNextRequestWhenTheStreamIsOver() throws Exception {
        resource.script(stream -> Thread.startVirtualThread(() -> {
            stream.send("x");
            stream.close();
        }));
        RawHttp request = get("/stream");
        try (RawHttp.Connection connection = request.send()) {
            assertThat(connection.response().awaitComplete(SOON).text()).isEqualTo("data: x\n\n");
            connection.send(get("/nothing-here"));
            assertThat(connection.response().awaitComplete(SOON).status()).isEqualTo(404);
            connection.send(request);
            RawHttp.Response again = connection.response().awaitComplete(SOON);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.text()).isEqualTo("data: x\n\n");
        }
    }

    @Test
    void aPipelinedRequestIsAnsweredAfterTheStream() throws Exception {
        RawHttp request = get("/stream");
        try (RawHttp.Connection connection = request.send()) {
            connection.send(get("/nothing-here"));
            RawHttp.Response first = connection.response();
            Opened stream = resource.next();
            stream.send("x");
            first.readUntil("data: x\n\n", SOON);
            stream.send("y");
            stream.close();
            assertThat(first.awaitComplete(SOON).text()).isEqualTo("data: x\n\ndata: y\n\n");
            assertThat(connection.response().awaitComplete(SOON).status()).isEqualTo(404);
        }
    }

    @Test
    void aRefusalBeforeTheFirstEventIsAnOrdinaryAnswer() throws Exception {
        resource.script(_ -> {
            throw new WebApplicationException(409);
        });
        try (RawHttp.Response answer = get("/stream").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.headers("X-Accel-Buffering")).isEmpty();
        }
        assertThat(streams.count()).isZero();
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnOrdinaryError() throws Exception {
        resource.script(_ -> {
            throw new IllegalArgumentException("broken");
        });
        try (RawHttp.Response answer = get("/stream").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(500);
        }
        assertThat(streams.count()).isZero();
    }

    @Test
    void aFailureAfterTheFirstEventEndsTheStream() throws Exception {
        resource.script(stream -> {
            stream.send("a");
            throw new IllegalArgumentException("broken");
        });
        try (RawHttp.Response answer = get("/stream").open()) {
            answer.awaitEnd(SOON);
            assertThat(answer.status()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void whatAClientDoesNotAcceptStartsNoStream() throws Exception {
        try (RawHttp.Response answer =
                get("/stream").header("Accept", "application/json").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(406);
        }
        assertThat(streams.count()).isZero();
    }

    @Test
    void headIsAnsweredAtOnceAndStartsNoStream() throws Exception {
        resource.script(_ -> {
            throw new AssertionError("the resource method ran");
        });
        try (RawHttp.Connection connection = request("HEAD", "/stream").send()) {
            RawHttp.Response head = connection.response().awaitComplete(SOON);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache");
            connection.send(get("/nothing-here"));
            assertThat(connection.response().awaitComplete(SOON).status())
                    .as("no body was sent")
                    .isEqualTo(404);
        }
        assertThat(streams.count()).isZero();
    }

    @Test
    void objectsGoThroughTheProviderOfTheirMediaType() throws Exception {
        resource.script(stream -> {
            var _ = stream.sink()
                    .send(stream.sse()
                            .newEventBuilder()
                            .name("reading")
                            .mediaType(MediaType.APPLICATION_JSON_TYPE)
                            .data(new Reading("温度", 21.5))
                            .build());
            stream.close();
        });
        assertStreamed("event: reading\ndata: {\"sensor\":\"温度\",\"value\":21.5}\n\n");
    }

    @Test
    void anObjectThatNoProviderWritesFailsTheStageAndNotTheStream() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            OutboundSseEvent event =
                    stream.sse().newEventBuilder().data(new Reading("x", 1)).build();
            CompletionStage<?> sent = stream.sink().send(event);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> sent.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .withCauseInstanceOf(IllegalArgumentException.class)
                    .withMessageContainingAll("Reading", "text/plain", "media type");
            stream.send("still here");
            answer.readUntil("data: still here\n\n", SOON);
            assertThat(answer.text()).isEqualTo("data: still here\n\n");
        }
    }

    @Test
    void numbersAndBytesAreTextAsJakartaRestWritesThem() throws Exception {
        resource.script(stream -> {
            var _ = stream.sink().send(stream.sse().newEventBuilder().data(42).build());
            var _ = stream.sink()
                    .send(stream.sse()
                            .newEventBuilder()
                            .data("消息".getBytes(UTF_8))
                            .build());
            stream.close();
        });
        assertStreamed("data: 42\n\ndata: 消息\n\n");
    }

    @Test
    void sendsAreDoneWhenTheContainerHasThem() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            CompletionStage<?> sent = stream.sink().send(stream.sse().newEvent("x"));
            assertThat(sent.toCompletableFuture()).succeedsWithin(SOON);
            answer.readUntil("data: x\n\n", SOON);
        }
    }

    @Test
    void aClosedSinkTakesNothing() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            Opened stream = resource.next();
            assertThat(stream.sink().isClosed()).isFalse();
            stream.close();
            stream.close();
            assertThat(stream.sink().isClosed()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> stream.send("x"));
            answer.awaitComplete(SOON);
        }
    }

    @Test
    void stoppingEndsAllStreamsInTheRegularWayAndAlsoThoseThatCome() throws Exception {
        List<RawHttp.Response> open = List.of(
                get("/stream").open(), get("/stream").open(), get("/stream").open());
        await().atMost(SOON).until(() -> streams.count() == 3);
        resource.next().send("x");

        streams.stop();
        for (RawHttp.Response answer : open) {
            answer.awaitComplete(SOON).close();
        }
        assertThat(streams.count()).isZero();
        get("/stream").complete(SOON).close();
        assertThat(streams.count()).isZero();
    }

    private void assertStreamed(String body) throws IOException {
        try (RawHttp.Response answer = get("/stream").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(body);
        }
    }
}
