package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.it.HubAt.Asked;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * More memory is asked for than there is. The server ends itself rather than to go on with some thread missing; started again,
 * with no more memory, it has everything it acknowledged.
 */
@Timeout(120)
class SmallHeapIT {

    /** Little for a hub of which many subscribers are too slow: each may have a megabyte waiting. */
    private static final String HEAP = "-Xmx48m " + TomcatServer.SHORT_LIVED;

    private static final int MOST_SUBSCRIBERS = 150;
    private static final int LARGE = 900_000;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    /** What the JVM returns when it ends for want of memory. */
    private static final int OUT_OF_MEMORY = 3;

    @Test
    void withoutMemoryTheServerEndsAndHasLostNothingWhenItIsBack() throws Exception {
        try (TomcatServer server = TomcatServer.withOurSettings(
                "ROOT",
                Map.of("WELLSPRING_MODE", "demo", "WELLSPRING_WRITE_TIMEOUT", "PT2M", "JAVA_OPTS", HEAP),
                SmallHeapIT::giveKernelLittle)) {
            HubAt hub = new HubAt(server.port());
            List<String> acknowledged = publishUntilGone(server, hub);

            assertThat(server.awaitEnd()).isEqualTo(OUT_OF_MEMORY);
            assertThat(server.output())
                    .anyMatch(line -> line.contains("Terminating due to java.lang.OutOfMemoryError"));

            server.startAgain();
            String last = "last";
            assertThat(publish(hub, last)).isTrue();
            List<String> stored =
                    new ArrayList<>(hub.stored(HubAt.EARLIEST, one -> one.data().equals(last)).stream()
                            .map(Message::data)
                            .map(SmallHeapIT::name)
                            .toList());
            assertThat(stored).containsSubsequence(acknowledged).doesNotHaveDuplicates();
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** Each update is for one subscriber, who does not read. */
    private static List<String> publishUntilGone(TomcatServer server, HubAt hub) throws Exception {
        List<String> acknowledged = new ArrayList<>();
        List<HubAt.Stream> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_SUBSCRIBERS && server.isAlive(); i++) {
                String topic = "https://example.com/" + i;
                slow.add(hub.subscribe(new Asked("topic=" + HubAt.encoded(topic), null, true), ""));
                if (publish(hub, topic, i + " " + "x".repeat(LARGE))) {
                    acknowledged.add(String.valueOf(i));
                }
            }
        } catch (IOException e) {
            // It is gone.
        } finally {
            for (HubAt.Stream stream : slow) {
                stream.close();
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(5);
        return acknowledged;
    }

    private static String name(String data) {
        return data.split(" ", 2)[0];
    }

    private static boolean publish(HubAt hub, String data) throws IOException {
        return publish(hub, "https://example.com/0", data);
    }

    private static boolean publish(HubAt hub, String topic, String data) throws IOException {
        try (RawHttp.Response answer = hub.post(List.of(topic), data, null).open()) {
            return answer.status() == 200 && answer.awaitEnd(ANSWERED_WITHIN) == RawHttp.End.COMPLETE;
        }
    }

    /** On loopback the kernel would take megabytes for who does not read. */
    private static void giveKernelLittle(Path configuration) {
        Checkout.edit(
                configuration.resolve("server.xml"),
                "socket.bufferPool=\"0\"",
                "socket.bufferPool=\"0\" socket.txBufSize=\"16384\"");
    }
}
