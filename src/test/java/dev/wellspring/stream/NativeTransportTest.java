package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.stream.ScriptedResource.Opened;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose connections are handed over: what only they can do. */
class NativeTransportTest extends TransportContract {

    /** Requests that Tomcat keeps for reuse, with what they were about last. */
    private static final int FEW = 20;

    NativeTransportTest() {
        super(Transports.fastest(WRITE_TIMEOUT));
    }

    @Override
    boolean noticesAClosedSide() {
        return true;
    }

    @Test
    void theConnectionEndsWithTheBody() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.headers("Transfer-Encoding")).containsExactly("chunked");
            assertThat(answer.header("Content-Length")).isNull();
            resource.next().close();
            answer.awaitComplete(SOON);
        }
    }

    @Test
    void aClientThatLeavesIsNoticedWithoutAnyWrite() throws Exception {
        for (boolean orderly : new boolean[] {true, false}) {
            RawHttp.Response answer = get("/stream").open();
            Opened stream = resource.next();
            if (orderly) {
                answer.close();
            } else {
                answer.reset();
            }
            assertThat(stream.stream().ended().toCompletableFuture())
                    .succeedsWithin(SOON)
                    .isEqualTo(StreamEnd.CLIENT_GONE);
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void aClientThatTalksWithoutEndIsGivenUp() throws Exception {
        try (RawHttp.Connection connection = get("/stream").send()) {
            Opened stream = resource.next();
            byte[] garbage = "x".repeat(1024).getBytes(US_ASCII);
            await().atMost(SOON).until(() -> {
                try {
                    connection.write(garbage);
                } catch (IOException e) {
                    // The server has closed the connection.
                }
                return stream.sink().isClosed();
            });
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    @Test
    void hundredsOfShortStreamsLoseNothing() throws Exception {
        resource.script(stream -> Thread.ofVirtual().start(() -> {
            stream.send("one");
            stream.send("two");
            stream.close();
        }));
        for (int i = 0; i < 500; i++) {
            try (RawHttp.Response answer = get("/stream").complete(SOON)) {
                assertThat(answer.text()).isEqualTo("data: one\n\ndata: two\n\n");
            }
        }
        await().atMost(SOON).until(() -> streams.count() == 0);
    }

    /**
     * Ended by us or by the client, in the very moment in which Tomcat hands the connection over or looks at what it has
     * sent: nothing of the stream is kept by anybody.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsThatEndWhileTheyBeginLeaveNothingBehind(boolean reset) throws Exception {
        int clients = 600;
        Random random = new Random(42);
        List<WeakReference<EventStream>> begun = Collections.synchronizedList(new ArrayList<>());
        resource.script(opened -> {
            EventStream stream = opened.stream();
            begun.add(new WeakReference<>(stream));
            long begin = System.nanoTime() + random.nextInt(400_000);
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < begin) {
                    Thread.onSpinWait();
                }
                for (int i = 0; reset && i < 100 && !stream.isClosed(); i++) {
                    stream.offer(": x\n\n".getBytes(US_ASCII));
                }
                stream.end(StreamEnd.FINISHED);
            });
        });
        for (int i = 0; i < clients; i++) {
            if (reset) {
                get("/stream").send().reset();
            } else {
                get("/stream").complete(SOON).close();
            }
        }
        List<Opened> seen = new ArrayList<>();
        await().atMost(SOON.multipliedBy(3)).until(() -> {
            resource.drainTo(seen);
            seen.clear();
            System.gc();
            return streams.count() == 0
                    && begun.stream().filter(one -> one.get() != null).count() <= FEW;
        });
    }

    @Test
    void aRequestAfterAStreamOnTheSameServerIsServedAsEver() throws Exception {
        resource.script(Opened::close);
        for (int i = 0; i < 50; i++) {
            get("/stream").complete(SOON).close();
            try (RawHttp.Response missing = get("/nothing").complete(SOON)) {
                assertThat(missing.status()).isEqualTo(404);
            }
        }
    }
}
