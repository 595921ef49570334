package dev.wellspring.it;

import static dev.wellspring.it.HubAt.encoded;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.HubAt.Asked;
import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.it.SoakFollower.Promise;
import dev.wellspring.mercure.contract.Tokens;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A day of the hub, in minutes: publishers publish, subscribers follow, come and go, and read slowly, and one thing after the
 * other breaks. In every round one does; then publishing pauses, and what every subscriber has received is held against the
 * log, and the log against what publishers were told. The first promise that is broken ends the soak.
 */
final class Soak implements AutoCloseable {

    private static final String TOPIC = "https://example.com/t/";
    private static final int LARGE_ONE_IN = 4;
    private static final int PUBLIC_PUBLISHERS = 4;
    private static final int PRIVATE_PUBLISHERS = 3;
    private static final Duration PAUSE = Duration.ofMillis(15);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Duration time;
    private final long seed;
    private final Random random;
    private final long began = System.nanoTime();
    private final SoakStage stage = new SoakStage();
    private final List<NumberingPublisher> publishers = new ArrayList<>();

    /** Everybody gets its updates, which end a round. */
    private final NumberingPublisher marker = new NumberingPublisher("round", List.of(TOPIC + "round"), LARGE_ONE_IN);

    private final PublishedAndStored promises;
    private final List<SoakFollower> followers = new ArrayList<>();
    private final Map<SoakFault, Integer> faults = new EnumMap<>(SoakFault.class);
    private final List<SoakFault> due = new ArrayList<>();
    private final AtomicLong visits = new AtomicLong();
    private final List<Message> log = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private int rounds;

    /**
     * Starts server, nginx and subscribers.
     *
     * @param time how long it goes on; the round that is under way then is finished
     * @param seed of what breaks when
     */
    Soak(Duration time, long seed) {
        this.time = time;
        this.seed = seed;
        this.random = new Random(seed);
        for (int i = 0; i < PUBLIC_PUBLISHERS; i++) {
            publishers.add(new NumberingPublisher("p" + i, List.of(TOPIC + i), LARGE_ONE_IN));
        }
        for (int i = 0; i < PRIVATE_PUBLISHERS; i++) {
            publishers.add(new NumberingPublisher("s" + i, List.of(TOPIC + i), LARGE_ONE_IN, true));
        }
        List<NumberingPublisher> all = new ArrayList<>(publishers);
        all.add(marker);
        promises = new PublishedAndStored(all);
        follow();
    }

    /** The topic of an update, by the one that publishes it. */
    static String topicOf(Message message) {
        String publisher = message.data().substring(0, message.data().indexOf('/'));
        return TOPIC + (publisher.equals("round") ? publisher : publisher.substring(1));
    }

    private static Predicate<Message> from(String... names) {
        Set<String> wanted = Set.of(names);
        return message ->
                wanted.contains(message.data().substring(0, message.data().indexOf('/')));
    }

    private void follow() {
        Predicate<Message> open = from("p0", "p1", "p2", "p3", "round");
        String ofTwo = Tokens.classic(List.of(), List.of(TOPIC + "2"));
        String ofAll = Tokens.classic(List.of(), List.of(TOPIC + "{id}"));
        String exactly = "topic=" + encoded(TOPIC + "round") + "&topic=" + encoded(TOPIC);
        everywhere("everything, no token", "topic=*", null, open);
        everywhere("everything, token for all", "topic=*", ofAll, _ -> true);
        everywhere("everything, token for one topic", "topic=*", ofTwo, from("p0", "p1", "p2", "p3", "s2", "round"));
        everywhere("one topic, no token", exactly + "0", null, from("p0", "round"));
        everywhere("one topic, token for it", exactly + "2", ofTwo, from("p2", "s2", "round"));
        everywhere("one topic, token for another", exactly + "1", ofTwo, from("p1", "round"));
        everywhere("URI Template, token for all", "topic=" + encoded(TOPIC + "{id}"), ofAll, _ -> true);
        everywhere("URL Pattern, no token", "match_urlpattern=" + encoded(TOPIC + ":id"), null, open);
        slow("slow, disconnected", "topic=*", ofAll, Promise.EVERYTHING, _ -> true);
        slow("slow, conflated", "topic=*&slow=conflate", null, Promise.NEWEST_OF_EACH_TOPIC, open);
        slow(
                "slow, dropped",
                "topic=*&slow=drop",
                ofTwo,
                Promise.WHAT_WAS_NOT_DROPPED,
                from("p0", "p1", "p2", "p3", "s2", "round"));
    }

    private void everywhere(String name, String query, @Nullable String token, Predicate<Message> wanted) {
        Asked asked = new Asked(query, token, false);
        followers.add(
                new SoakFollower(name + ", direct", stage.direct(), asked, Promise.EVERYTHING, wanted, new Random(0)));
        followers.add(new SoakFollower(
                name + ", through nginx", stage.farAway(), asked, Promise.EVERYTHING, wanted, new Random(0)));
    }

    private void slow(String name, String query, @Nullable String token, Promise promise, Predicate<Message> wanted) {
        followers.add(new SoakFollower(
                name, stage.direct(), new Asked(query, token, true), promise, wanted, new Random(random.nextLong())));
    }

    /** Runs it, and tells how it went. */
    SoakReport run() throws IOException, InterruptedException {
        AtomicBoolean churning = new AtomicBoolean(true);
        Thread churn = Thread.ofPlatform().start(() -> comeAndGo(churning, new Random(random.nextLong())));
        try {
            while (broken.isEmpty() && System.nanoTime() - began < time.toNanos()) {
                round();
            }
        } catch (AssertionError | RuntimeException e) {
            broken.add(String.valueOf(e.getMessage()));
        } finally {
            churning.set(false);
            churn.join();
        }
        return report();
    }

    private void round() throws IOException, InterruptedException {
        rounds++;
        publishThroughAFault();
        Sent mark = mark();
        String cursor = log.isEmpty() ? HubAt.EARLIEST : log.getLast().lastEventId();
        List<Message> part = stage.direct()
                .stored(Asked.everything(), cursor, one -> one.data().equals(mark.data()));
        log.addAll(part);
        promises.verify(log);
        for (SoakFollower follower : followers) {
            follower.verify(part);
            if (!follower.isContent()) {
                broken.add("a promise to a subscriber: " + follower.row());
            }
        }
    }

    private void publishThroughAFault() throws IOException, InterruptedException {
        AtomicBoolean going = new AtomicBoolean(true);
        List<Long> before =
                publishers.stream().map(NumberingPublisher::acknowledged).toList();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < publishers.size(); i++) {
            NumberingPublisher one = publishers.get(i);
            HubAt hub = i % 2 == 0 ? stage.direct() : stage.farAway();
            threads.add(Thread.ofPlatform().start(() -> one.publishWhile(hub, going::get, PAUSE, AFTER_TROUBLE)));
        }
        try {
            Thread.sleep(500 + random.nextInt(1500));
            SoakFault fault = nextFault();
            faults.merge(fault, 1, Integer::sum);
            System.err.printf(
                    "%d s, round %d: %s%n", (System.nanoTime() - began) / 1_000_000_000, rounds, fault.description());
            fault.strike(stage, random);
            Thread.sleep(500 + random.nextInt(1500));
        } finally {
            going.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        for (int i = 0; i < publishers.size(); i++) {
            if (publishers.get(i).acknowledged() == before.get(i)) {
                broken.add(publishers.get(i).name() + " got no answer in a whole round");
            }
        }
    }

    /** All of them in turn, in an order that differs from turn to turn. */
    private SoakFault nextFault() {
        if (due.isEmpty()) {
            due.addAll(Arrays.asList(SoakFault.values()));
            Collections.shuffle(due, random);
        }
        return due.removeLast();
    }

    private Sent mark() {
        return await("the marker is published")
                .atMost(SOON)
                .until(() -> marker.publish(stage.direct()), sent -> sent.fate() == Fate.ACKNOWLEDGED);
    }

    /** Subscribers who stay for a moment, from the beginning of the log or from now on, and leave in either way. */
    private void comeAndGo(AtomicBoolean going, Random chance) {
        HubAt hub = stage.direct();
        while (going.get()) {
            try (RawHttp.Connection visitor =
                    hub.get(chance.nextBoolean() ? HubAt.EARLIEST : "").send()) {
                Thread.sleep(chance.nextInt(200));
                visits.incrementAndGet();
                if (chance.nextBoolean()) {
                    visitor.reset();
                }
            } catch (IOException e) {
                // The server is not there.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private SoakReport report() {
        List<String> complaints = new ArrayList<>(broken);
        complaints.addAll(stage.troubles());
        followers.forEach(follower -> complaints.addAll(follower.surprises()));
        List<NumberingPublisher> all = new ArrayList<>(publishers);
        all.add(marker);
        return new SoakReport(
                Duration.ofNanos(System.nanoTime() - began),
                seed,
                rounds,
                Map.copyOf(faults),
                SoakReport.Published.of(all),
                log.size(),
                visits.get(),
                followers.stream().map(SoakFollower::row).toList(),
                complaints);
    }

    @Override
    public void close() {
        followers.forEach(SoakFollower::close);
        stage.close();
    }

    /** {@code bench/soak}: see there. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(Math.round(60 * Double.parseDouble(arguments[0])));
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.err.println("Soak for " + time + ", seed " + seed);
        SoakReport report;
        try (Soak soak = new Soak(time, seed)) {
            report = soak.run();
        }
        System.out.println(report.text());
        System.exit(report.complaints().isEmpty() ? 0 : 1);
    }
}
