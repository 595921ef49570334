package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.EventStreamReader.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two nodes under load, and one thing after the other breaks: what was answered with 200 is in the log, once and in order,
 * on both nodes, and subscribers that come back to either of them have seen the log as if nothing had happened.
 *
 * <p>{@code -Dwellspring.cluster.faults=100} for a long run, {@code -Dwellspring.cluster.seed=…} for the moments of another
 * one, {@code -Dwellspring.cluster.fault=FILL_REDIS} for one kind alone.
 */
class ClusterFaultsIT {

    /** What breaks. */
    private enum Fault {
        /** {@code kill -9} for one of the nodes. */
        KILL_NODE,
        /** Redis is killed, or stopped in order, and started again. */
        RESTART_REDIS,
        /** Nothing passes between a node and Redis, or all its connections end. */
        CUT_NODE,
        /** Redis has no room and takes nothing. */
        FILL_REDIS
    }

    private static final List<Fault> KINDS = kinds(System.getProperty("wellspring.cluster.fault", ""));
    private static final int FAULTS = Integer.getInteger("wellspring.cluster.faults", KINDS.size());
    private static final long SEED = Long.getLong("wellspring.cluster.seed", System.nanoTime());

    private static final int PUBLISHERS = 6;
    private static final int LARGE_ONE_IN = 50;
    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(40);
    private static final int LONGEST_LOAD_MILLIS = 500;

    /** Longer than publishers wait for Redis, so that some faults are noticed by nobody and some by everybody. */
    private static final int LONGEST_FAULT_MILLIS = 3_000;

    private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(30);

    private static List<Fault> kinds(String wanted) {
        return wanted.isEmpty() ? List.of(Fault.values()) : List.of(Fault.valueOf(wanted));
    }

    private final Random random = new Random(SEED);
    private long acknowledged;
    private long refused;
    private long unknown;

    @Test
    void nothingAcknowledgedIsLostDoubledOrOutOfOrder() throws Exception {
        System.out.println("ClusterFaultsIT: " + FAULTS + " faults, -Dwellspring.cluster.seed=" + SEED);
        long began = System.nanoTime();
        try (Cluster cluster = Cluster.start()) {
            List<HubAt> nodes = cluster.nodes();
            List<ResumingSubscriber> subscribers = List.of(
                    ResumingSubscriber.between(nodes, "*"),
                    ResumingSubscriber.between(nodes.reversed(), "*"),
                    ResumingSubscriber.between(nodes, topic(0)),
                    ResumingSubscriber.between(nodes.reversed(), topic(1)));
            List<Predicate<Message>> wanted = List.of(_ -> true, _ -> true, ofTopic(0), ofTopic(1));
            try {
                String cursor = HubAt.EARLIEST;
                for (int number = 0; number < FAULTS; number++) {
                    Fault fault = KINDS.get(number % KINDS.size());
                    Round round = new Round(cluster, number);
                    String from = cursor;
                    cursor = assertTimeoutPreemptively(
                            LONGEST_ROUND, () -> round.run(fault, from, subscribers, wanted), fault + " " + number);
                    acknowledged += round.count(Fate.ACKNOWLEDGED);
                    refused += round.count(Fate.REFUSED);
                    unknown += round.count(Fate.UNKNOWN);
                    if ((number + 1) % 20 == 0) {
                        System.out.println("ClusterFaultsIT: " + (number + 1) + " faults");
                    }
                }
            } finally {
                subscribers.forEach(ResumingSubscriber::close);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "ClusterFaultsIT: %d faults (%s); %d updates acknowledged, %d refused, %d without an answer; none lost, doubled"
                        + " or out of order; %.1f minutes%n",
                FAULTS,
                KINDS,
                acknowledged,
                refused,
                unknown,
                (System.nanoTime() - began) / 60e9);
    }

    private static String topic(int number) {
        return "https://example.com/p/" + number;
    }

    /** Of the publisher with this number, or of everybody. */
    private static Predicate<Message> ofTopic(int number) {
        return message -> message.data().matches("r\\d+(p" + number + "|end)/.*");
    }

    /** One fault, with publishers of its own, so that what it has left in the log can be told from the rest. */
    private final class Round {

        private final Cluster cluster;
        private final List<NumberingPublisher> publishers;
        private final NumberingPublisher marker;
        private final AtomicBoolean going = new AtomicBoolean(true);

        Round(Cluster cluster, int number) {
            this.cluster = cluster;
            publishers = IntStream.range(0, PUBLISHERS)
                    .mapToObj(i -> new NumberingPublisher("r" + number + "p" + i, List.of(topic(i)), LARGE_ONE_IN))
                    .toList();
            marker = new NumberingPublisher(
                    "r" + number + "end",
                    IntStream.range(0, PUBLISHERS)
                            .mapToObj(ClusterFaultsIT::topic)
                            .toList(),
                    LARGE_ONE_IN);
        }

        /** Returns the cursor of its last update. */
        String run(Fault fault, String cursor, List<ResumingSubscriber> subscribers, List<Predicate<Message>> wanted)
                throws Exception {
            List<HubAt> nodes = cluster.nodes();
            List<Thread> threads = IntStream.range(0, PUBLISHERS)
                    .mapToObj(i -> Thread.ofPlatform()
                            .start(() -> publishers
                                    .get(i)
                                    .publishWhile(nodes.get(i % nodes.size()), going::get, PAUSE, AFTER_TROUBLE)))
                    .toList();
            try {
                awaitFlow();
                Thread.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
                inject(fault);
                awaitFlow();
            } finally {
                going.set(false);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            return verify(cursor, subscribers, wanted);
        }

        /** Every publisher was acknowledged something that it has sent from now on. */
        private void awaitFlow() {
            List<Integer> before =
                    publishers.stream().map(one -> one.snapshot().size()).toList();
            await("every publisher is served")
                    .atMost(RECOVERED_WITHIN)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> IntStream.range(0, PUBLISHERS)
                            .allMatch(i -> publishers.get(i).snapshot().stream()
                                    .skip(before.get(i) + 1L)
                                    .anyMatch(one -> one.fate() == Fate.ACKNOWLEDGED)));
        }

        private void inject(Fault fault) throws IOException, InterruptedException {
            int one = random.nextInt(cluster.servers().size());
            int millis = random.nextInt(LONGEST_FAULT_MILLIS);
            switch (fault) {
                case KILL_NODE -> {
                    cluster.servers().get(one).kill();
                    cluster.servers().get(one).startAgain(); // takes as long as a fault
                }
                case RESTART_REDIS -> {
                    if (random.nextBoolean()) {
                        cluster.redis().kill();
                    } else {
                        cluster.redis().stop();
                    }
                    Thread.sleep(millis / 2);
                    cluster.redis().startAgain();
                }
                case CUT_NODE -> cut(cluster.networks().get(one), millis);
                case FILL_REDIS -> {
                    cluster.redis().configure("maxmemory", "1");
                    Thread.sleep(millis);
                    cluster.redis().configure("maxmemory", "0");
                }
            }
        }

        private void cut(CuttingProxy network, int millis) throws InterruptedException {
            if (random.nextInt(4) == 0) {
                network.cutAll();
                return;
            }
            network.stall();
            try {
                Thread.sleep(millis);
                if (random.nextBoolean()) {
                    network.cutAll(); // what was under way never comes, or comes late
                }
            } finally {
                network.flow();
            }
        }

        private String verify(String cursor, List<ResumingSubscriber> subscribers, List<Predicate<Message>> wanted)
                throws Exception {
            Sent last = marker.publish(cluster.nodes().getFirst());
            assertThat(last.fate()).isEqualTo(Fate.ACKNOWLEDGED);
            List<Message> log = stored(cluster.nodes().getFirst(), cursor, last);
            assertSame("the log on the other node", log, stored(cluster.nodes().getLast(), cursor, last));
            List<NumberingPublisher> all = new ArrayList<>(publishers);
            all.add(marker);
            new PublishedAndStored(all, true).verify(log);
            for (int i = 0; i < subscribers.size(); i++) {
                ResumingSubscriber subscriber = subscribers.get(i);
                await("the subscriber has caught up")
                        .atMost(RECOVERED_WITHIN)
                        .until(() -> subscriber.newest().equals(last.data()));
                assertThat(subscriber.surprises()).isEmpty();
                assertSame(
                        "what subscriber " + i + " has received",
                        log.stream().filter(wanted.get(i)).toList(),
                        subscriber.takeReceived());
            }
            return last.id();
        }

        private List<Message> stored(HubAt node, String cursor, Sent last) throws IOException, InterruptedException {
            return node.stored(cursor, one -> one.data().equals(last.data()));
        }

        long count(Fate fate) {
            return publishers.stream()
                    .flatMap(one -> one.all().stream())
                    .filter(one -> one.fate() == fate)
                    .count();
        }
    }

    /** As isEqualTo, but of lists this long only the first difference is worth printing. */
    private static void assertSame(String what, List<Message> expected, List<Message> found) {
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            assertThat(found.get(i).equals(expected.get(i)))
                    .as("%s, number %d: %s instead of %s", what, i, found.get(i), expected.get(i))
                    .isTrue();
        }
        assertThat(found.size()).as("%s: how many", what).isEqualTo(expected.size());
    }
}
