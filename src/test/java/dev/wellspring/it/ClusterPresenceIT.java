package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is subscribed at one node is known at the other: also that it is gone, when that node has no more time to say so. */
@Timeout(120)
class ClusterPresenceIT {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration LONG_LEASE = Duration.ofSeconds(4);
    private static final Duration LEASE_OUT = LEASE.multipliedBy(2).plusSeconds(15);
    private static final String TOPIC = "https://example.com/watched";

    @Test
    void subscriptionsOfANodeThatIsCutOffOrKilledEndAtTheOther() throws Exception {
        try (Cluster cluster = Cluster.start(settings(LEASE));
                ResumingSubscriber observer =
                        ResumingSubscriber.of(cluster.nodes().getLast(), HubAt.Asked.everything(), () -> {});
                ResumingSubscriber _ = ResumingSubscriber.of(cluster.nodes().getFirst(), TOPIC)) {
            TomcatServer other = cluster.servers().getLast();
            String first = awaitAnnouncement(observer, true, "");
            assertThat(listed(other)).contains(first);

            // Cut off, the node goes on, and its subscriber stays; nobody else can know.
            cluster.networks().getFirst().stall();
            assertThat(awaitAnnouncement(observer, false, "")).isEqualTo(first);
            assertThat(listed(other)).doesNotContain(first);
            cluster.networks().getFirst().flow();
            String second = awaitAnnouncement(observer, true, first);
            assertThat(listed(other)).contains(second).doesNotContain(first);

            cluster.servers().getFirst().kill();
            assertThat(awaitAnnouncement(observer, false, first)).isEqualTo(second);
            assertThat(listed(other)).doesNotContain(second);
        }
    }

    @Test
    void nodesThatWereSuspendedTogetherDoNotGiveEachOtherUp() throws Exception {
        try (Cluster cluster = Cluster.start(settings(LONG_LEASE));
                ResumingSubscriber observer =
                        ResumingSubscriber.of(cluster.nodes().getLast(), HubAt.Asked.everything(), () -> {});
                ResumingSubscriber _ = ResumingSubscriber.of(cluster.nodes().getFirst(), TOPIC)) {
            TomcatServer watched = cluster.servers().getFirst();
            TomcatServer other = cluster.servers().getLast();
            String first = awaitAnnouncement(observer, true, "");
            // Only who has been in touch for a lease gives others up.
            LockSupport.parkNanos(LONG_LEASE.plusSeconds(2).toNanos());

            // As when the machine that both run on is moved: to Redis, both are silent for longer than their lease.
            cluster.servers().forEach(TomcatServer::pause);
            LockSupport.parkNanos(LONG_LEASE.plusSeconds(1).toNanos());
            other.resume();
            assertThat(listed(other))
                    .as("not given up by the one that woke first")
                    .contains(first);
            watched.resume();
            LockSupport.parkNanos(LONG_LEASE.toNanos());
            assertThat(listed(other)).contains(first);
            assertThat(announced(observer)).as("who came and went").containsExactly(first + " true");
        }
    }

    private static Map<String, String> settings(Duration lease) {
        return Map.of("WELLSPRING_SUBSCRIPTION_EVENTS", "true", "WELLSPRING_PRESENCE_LEASE", lease.toString());
    }

    private static List<String> announced(ResumingSubscriber observer) {
        return observer.received().stream()
                .filter(one -> one.data().contains("\"topic\":\"" + TOPIC + "\""))
                .map(ClusterPresenceIT::document)
                .map(one -> one.getString("subscriber") + " " + one.getBoolean("active"))
                .toList();
    }

    /** Waits until it is announced that somebody else than this one has come or gone, and returns who. */
    private static String awaitAnnouncement(ResumingSubscriber observer, boolean active, String except) {
        return await(active ? "a beginning" : "an end")
                .atMost(LEASE_OUT)
                .until(
                        () -> observer.received().stream()
                                .filter(one -> one.data().contains("\"topic\":\"" + TOPIC + "\""))
                                .map(ClusterPresenceIT::document)
                                .filter(one -> one.getBoolean("active") == active)
                                .map(one -> one.getString("subscriber"))
                                .filter(one -> !one.equals(except))
                                .findFirst()
                                .orElse(""),
                        subscriber -> !subscriber.isEmpty());
    }

    private static JsonObject document(Message message) {
        return Json.createReader(new StringReader(message.data())).readObject();
    }

    private static List<String> listed(TomcatServer server) throws IOException {
        try (RawHttp.Response answer = RawHttp.get("127.0.0.1", server.port(), "/.well-known/mercure/subscriptions")
                .header("Authorization", "Bearer " + DemoToken.classic())
                .complete(Timing.SOON)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return Json.createReader(new StringReader(answer.text()))
                    .readObject()
                    .getJsonArray("subscriptions")
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .map(one -> one.getString("subscriber"))
                    .toList();
        }
    }
}
