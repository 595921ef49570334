package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes behind nginx, with the files of docker-compose's profile "cluster" and no stickiness, are restarted one after
 * the other while publishers publish and subscribers follow.
 */
@Timeout(180)
class ClusterRestartIT {

    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 6;
    private static final int LARGE_ONE_IN = 50;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** The drain, and what Tomcat itself takes. */
    private static final Duration STOPPED_WITHIN = TomcatServer.DRAIN.plusSeconds(5);

    private final List<NumberingPublisher> publishers = IntStream.range(0, PUBLISHERS)
            .mapToObj(i -> new NumberingPublisher("p" + i, List.of("https://example.com/p/" + i), LARGE_ONE_IN))
            .toList();

    @Test
    void oneNodeAfterTheOtherIsRestartedAndNothingAcknowledgedIsLost() throws Exception {
        try (Cluster cluster = Cluster.start();
                Nginx nginx = inFrontOf(cluster)) {
            HubAt hub = new HubAt(nginx.port());
            List<ResumingSubscriber> subscribers = new ArrayList<>();
            AtomicBoolean going = new AtomicBoolean(true);
            List<Thread> threads = publishers.stream()
                    .map(one ->
                            Thread.ofPlatform().start(() -> one.publishWhile(hub, going::get, PAUSE, AFTER_TROUBLE)))
                    .toList();
            try {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    subscribers.add(ResumingSubscriber.of(hub, "*"));
                }
                for (TomcatServer server : cluster.servers()) {
                    awaitFlow(subscribers);
                    assertThat(server.stop().took()).isLessThan(STOPPED_WITHIN);
                    awaitFlow(subscribers); // the other one serves them
                    assertThat(server.troubles()).isEmpty();
                    server.startAgain();
                }
                awaitFlow(subscribers);
            } finally {
                going.set(false);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            verify(cluster, hub, subscribers);
            subscribers.forEach(ResumingSubscriber::close);
            assertThat(cluster.servers())
                    .allSatisfy(server -> assertThat(server.troubles()).isEmpty());
        }
    }

    /** With the upstream of the compose profile: only where the nodes are is another thing without containers. */
    private static Nginx inFrontOf(Cluster cluster) {
        List<Integer> ports = cluster.servers().stream().map(TomcatServer::port).toList();
        return Nginx.inFrontOf(ports.getFirst(), conf -> {
            Path upstream = conf.resolve("upstream.conf");
            try {
                Files.copy(
                        Checkout.file("nginx/compose/cluster-upstream.conf"),
                        upstream,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Checkout.edit(upstream, "resolver 127.0.0.11 valid=5s;", "");
            Checkout.edit(upstream, "hub-a:8080 resolve", "127.0.0.1:" + ports.getFirst());
            Checkout.edit(upstream, "hub-b:8080 resolve", "127.0.0.1:" + ports.getLast());
        });
    }

    /** Everybody has received something that is published from now on. */
    private static void awaitFlow(List<ResumingSubscriber> subscribers) {
        List<Integer> before =
                subscribers.stream().map(one -> one.received().size()).toList();
        await("updates flow")
                .atMost(SOON)
                .until(() -> IntStream.range(0, subscribers.size())
                        .allMatch(i -> subscribers.get(i).received().size() > before.get(i) + 100));
    }

    private void verify(Cluster cluster, HubAt hub, List<ResumingSubscriber> subscribers) throws Exception {
        NumberingPublisher marker = new NumberingPublisher("end", List.of("https://example.com/p/end"), LARGE_ONE_IN);
        Sent last = marker.publish(hub);
        assertThat(last.fate()).isEqualTo(Fate.ACKNOWLEDGED);
        List<Message> log = cluster.nodes()
                .getFirst()
                .stored(HubAt.EARLIEST, one -> one.data().equals(last.data()));
        List<Message> onTheOther = cluster.nodes()
                .getLast()
                .stored(HubAt.EARLIEST, one -> one.data().equals(last.data()));
        assertThat(log.equals(onTheOther)).as("both nodes have one log").isTrue();

        List<NumberingPublisher> all = new ArrayList<>(publishers);
        all.add(marker);
        new PublishedAndStored(all).verify(log);
        assertThat(publishers).allSatisfy(one -> assertThat(one.acknowledged()).isGreaterThan(100));
        for (ResumingSubscriber subscriber : subscribers) {
            await("the subscriber has caught up")
                    .atMost(SOON)
                    .until(() -> subscriber.newest().equals(last.data()));
            assertThat(subscriber.surprises()).isEmpty();
            assertThat(subscriber.received().equals(log))
                    .as("a subscriber has received the log, as if there had been no restart")
                    .isTrue();
        }
        assertThat(subscribers).anySatisfy(one -> assertThat(one.connections()).isGreaterThan(1));
    }
}
