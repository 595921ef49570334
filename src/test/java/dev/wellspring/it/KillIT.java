package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The whole server is killed under load, again and again, on one database: whatever was answered with 200 is in the log,
 * once and in order, and a subscriber that comes back with its last id has seen the log as if nothing had happened.
 *
 * <p>{@code -Dwellspring.kills=100} for a long run, {@code -Dwellspring.kills.seed=…} for the moments of another one.
 */
class KillIT {

    private static final int KILLS = Integer.getInteger("wellspring.kills", 5);
    private static final long SEED = Long.getLong("wellspring.kills.seed", System.nanoTime());

    private static final int PUBLISHERS = 8;
    private static final int LARGE_ONE_IN = 50;

    /** How long publishers publish, after their first acknowledgement, before the server is killed. */
    private static final int LONGEST_LOAD_MILLIS = 1_500;

    /** A start takes about so long: a kill in it may come at any moment. */
    private static final int LONGEST_START_MILLIS = 3_000;

    /** In one round of so many the server is killed once more while it starts. */
    private static final int KILL_AT_START = 4;

    /** How much of the log is read from a cursor somewhere in it. */
    private static final int PROBE = 200;

    private static final Duration LONGEST_ROUND = Duration.ofMinutes(3);
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(30);

    private static final String EVERYTHING = "*";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "WELLSPRING_MODE", "demo",
            "WELLSPRING_DURABILITY", "always",
            "JAVA_OPTS", TomcatServer.SHORT_LIVED);

    private final Random random = new Random(SEED);
    private final List<NumberingPublisher> publishers = IntStream.range(0, PUBLISHERS)
            .mapToObj(i -> new NumberingPublisher("p" + i, List.of("https://example.com/p/" + i), LARGE_ONE_IN))
            .toList();

    /** Publishes to everybody's topics, so that each subscriber knows where a round ends. */
    private final NumberingPublisher marker = new NumberingPublisher(
            "round", publishers.stream().flatMap(one -> one.topics().stream()).toList(), LARGE_ONE_IN);

    private final PublishedAndStored promises;
    private List<Message> log = List.of();
    private int extraKills;

    KillIT() {
        List<NumberingPublisher> all = new ArrayList<>(publishers);
        all.add(marker);
        promises = new PublishedAndStored(all);
    }

    @Test
    void everyAcknowledgedUpdateIsThereOnceInOrderAndSubscribersMissNothing() throws Exception {
        System.out.println("KillIT: " + KILLS + " kills, -Dwellspring.kills.seed=" + SEED);
        long began = System.nanoTime();
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", ENVIRONMENT)) {
            HubAt hub = new HubAt(server.port());
            try (ResumingSubscriber ofAll = ResumingSubscriber.of(hub, EVERYTHING);
                    ResumingSubscriber ofAllToo = ResumingSubscriber.of(hub, EVERYTHING);
                    ResumingSubscriber ofOne = ResumingSubscriber.of(
                            hub, publishers.getFirst().topics().getFirst())) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    assertTimeoutPreemptively(LONGEST_ROUND, () -> {
                        publishAndKill(server, hub);
                        restart(server);
                        Sent last = marker.publish(hub);
                        assertThat(last.fate()).isEqualTo(Fate.ACKNOWLEDGED);
                        verifyLog(hub, last);
                        verifyStream(ofAll, last, _ -> true);
                        verifyStream(ofAllToo, last, _ -> true);
                        verifyStream(ofOne, last, one -> one.data().startsWith("p0/") || isMarker(one));
                    });
                    assertThat(server.troubles()).isEmpty();
                    if (kill % 10 == 0) {
                        System.out.println("KillIT: " + kill + " kills, " + log.size() + " updates in the log");
                    }
                }
                assertThat(ofAll.connections()).isGreaterThan(KILLS);
            }
        }
        report(Duration.ofNanos(System.nanoTime() - began));
    }

    private void publishAndKill(TomcatServer server, HubAt hub) throws InterruptedException {
        CountDownLatch flowing = new CountDownLatch(PUBLISHERS);
        List<Thread> threads = publishers.stream()
                .map(one -> Thread.ofPlatform().start(() -> one.publishUntilCut(hub, flowing::countDown)))
                .toList();
        assertThat(flowing.await(30, TimeUnit.SECONDS))
                .as("every publisher has an answer")
                .isTrue();
        Thread.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void restart(TomcatServer server) throws InterruptedException {
        if (random.nextInt(KILL_AT_START) == 0) {
            server.startAgainAndKill(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS)));
            extraKills++;
        }
        server.startAgain();
    }

    /** Reads the whole log anew: it has grown at its end, and holds what was promised; then goes into it with a cursor. */
    private void verifyLog(HubAt hub, Sent last) throws IOException, InterruptedException {
        List<Message> before = log;
        log = hub.stored(HubAt.EARLIEST, one -> one.data().equals(last.data()));
        assertSame("the log of the round before", before, log.subList(0, Math.min(before.size(), log.size())));
        promises.verify(log);

        int place = random.nextInt(log.size() - 1);
        int end = Math.min(log.size(), place + 1 + PROBE);
        String endId = log.get(end - 1).lastEventId();
        List<Message> probe = hub.stored(
                log.get(place).lastEventId(), one -> one.lastEventId().equals(endId));
        assertSame("the log after place " + place, log.subList(place + 1, end), probe);
    }

    private void verifyStream(ResumingSubscriber subscriber, Sent last, Predicate<Message> wanted) {
        await("the subscriber has caught up")
                .atMost(CAUGHT_UP_WITHIN)
                .until(() -> subscriber.newest().equals(last.data()));
        assertThat(subscriber.surprises()).isEmpty();
        assertSame("what a subscriber has received", log.stream().filter(wanted).toList(), subscriber.received());
    }

    private boolean isMarker(Message message) {
        return marker.numberOf(message.data()) >= 0;
    }

    /** As isEqualTo, but of lists this long only the first difference is worth printing. */
    private static void assertSame(String what, List<Message> expected, List<Message> found) {
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            if (!found.get(i).equals(expected.get(i))) {
                assertThat(found.get(i)).as("%s, number %d", what, i).isEqualTo(expected.get(i));
            }
        }
        assertThat(found.size()).as("%s: how many", what).isEqualTo(expected.size());
    }

    private void report(Duration took) {
        System.out.printf(
                Locale.ROOT,
                "KillIT: %d kills under load, %d more while it started; %d updates acknowledged, %d without an answer, %d in the"
                        + " log; none lost, doubled or out of order; %.1f minutes%n",
                KILLS,
                extraKills,
                publishers.stream().mapToLong(NumberingPublisher::acknowledged).sum() + marker.acknowledged(),
                publishers.stream()
                        .flatMap(one -> one.all().stream())
                        .filter(one -> one.fate() == Fate.UNKNOWN)
                        .count(),
                log.size(),
                took.toMillis() / 60_000.0);
    }
}
