package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tomcat is restarted behind nginx while publishers publish and subscribers follow, all through nginx and as their likes do:
 * publishers go on after a 503, subscribers come back with their last id when they were asked to.
 */
@Timeout(180)
class RollingRestartIT {

    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 6;
    private static final int RESTARTS = 3;
    private static final int LARGE_ONE_IN = 50;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Map<String, String> ENVIRONMENT =
            Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED);

    /** The drain, and what Tomcat itself takes. */
    private static final Duration STOPPED_WITHIN = TomcatServer.DRAIN.plusSeconds(5);

    private final List<NumberingPublisher> publishers = IntStream.range(0, PUBLISHERS)
            .mapToObj(i -> new NumberingPublisher("p" + i, List.of("https://example.com/p/" + i), LARGE_ONE_IN))
            .toList();

    @Test
    void noAcknowledgedUpdateIsLostDoubledOrOutOfOrder() throws Exception {
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", ENVIRONMENT);
                Nginx nginx = Nginx.inFrontOf(server.port())) {
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
                for (int restart = 0; restart < RESTARTS; restart++) {
                    awaitFlow(subscribers);
                    ServerProcess.End end = server.stop();
                    assertThat(end.took()).isLessThan(STOPPED_WITHIN);
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
            verify(new HubAt(server.port()), hub, subscribers);
            subscribers.forEach(ResumingSubscriber::close);
            assertThat(server.troubles()).isEmpty();
        }
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

    private void verify(HubAt direct, HubAt throughNginx, List<ResumingSubscriber> subscribers) throws Exception {
        NumberingPublisher marker = new NumberingPublisher("end", List.of("https://example.com/p/end"), LARGE_ONE_IN);
        Sent last = marker.publish(throughNginx);
        assertThat(last.fate()).isEqualTo(Fate.ACKNOWLEDGED);
        List<Message> log = direct.stored(HubAt.EARLIEST, one -> one.data().equals(last.data()));

        List<NumberingPublisher> all = new ArrayList<>(publishers);
        all.add(marker);
        new PublishedAndStored(all).verify(log);
        assertThat(publishers).allSatisfy(one -> assertThat(one.acknowledged()).isGreaterThan(100));
        for (ResumingSubscriber subscriber : subscribers) {
            await("the subscriber has caught up")
                    .atMost(SOON)
                    .until(() -> subscriber.newest().equals(last.data()));
            assertThat(subscriber.surprises()).isEmpty();
            assertThat(subscriber.connections()).isGreaterThan(RESTARTS);
            assertThat(subscriber.received().equals(log))
                    .as("a subscriber has received the log, as if there had been no restart")
                    .isTrue();
        }
    }
}
