package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The EventSource that programs on Node.js use: npm's eventsource, in a process of its own, with a token. */
class NpmEventSourceIT {

    private static final String TOPIC = "https://example.com/books/1";

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.forPagesFrom(URI.create("https://app.example"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** Starts the client and waits until it is subscribed. */
    private static ServerProcess client(int port, String token) {
        ProcessBuilder command = new ProcessBuilder(
                Checkout.program("node"),
                NpmClients.directory().resolve("eventsource.js").toString());
        command.environment()
                .put("HUB", RunningHub.subscription("127.0.0.1", port, TOPIC).toString());
        command.environment().put("TOKEN", token);
        ServerProcess client = ServerProcess.start("eventsource", command);
        client.awaitLine(0, line -> line.equals("open"));
        return client;
    }

    /** What it was told: the id and the data of each event. */
    private static List<String> received(ServerProcess client) {
        return client.output().stream()
                .filter(line -> line.startsWith("message "))
                .map(line -> line.substring("message ".length()))
                .toList();
    }

    /** Publishes private updates with these numbers, and returns what a client should be told. */
    private static List<String> publish(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> hub.publish("topic", TOPIC, "data", "update " + i, "private", "on", "retry", "50")
                        + " update " + i)
                .toList();
    }

    /** Waits for the last of them; whatever is missing or doubled before it shows. */
    private static void awaitReceived(ServerProcess client, List<String> expected) {
        await().atMost(Timing.SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> received(client).contains(expected.getLast()));
        assertThat(received(client)).isEqualTo(expected);
    }

    @Test
    void hearsLiveWhatItsTokenGrants() {
        try (ServerProcess client = client(hub.port(), hub.subscriberToken(TOPIC))) {
            awaitReceived(client, publish(0, 5));
        }
    }

    @Test
    void doesNotHearWhatItsTokenDoesNotGrant() {
        try (ServerProcess client = client(hub.port(), hub.subscriberToken("https://example.com/books/2"))) {
            publish(0, 1);
            String end = hub.publish("topic", TOPIC, "data", "for everybody");
            awaitReceived(client, List.of(end + " for everybody"));
        }
    }

    @Test
    void resumesWithoutGapOrDuplicateWhereverTheConnectionIsCut() throws IOException {
        // Among the live updates; within the head of the answer to the resumed request; among those sent again, twice.
        try (CuttingProxy network = new CuttingProxy("127.0.0.1", hub.port(), 1000, 100, 1234, 987);
                ServerProcess client = client(network.port(), hub.subscriberToken(TOPIC))) {
            // Who has no id yet has no place to go on from.
            List<String> expected = new ArrayList<>(publish(0, 1));
            awaitReceived(client, expected);
            expected.addAll(publish(1, 40));
            awaitReceived(client, expected);
            assertThat(network.cuts()).as("the test has cut something").isEqualTo(4);
            expected.addAll(publish(40, 45));
            awaitReceived(client, expected);
        }
    }
}
