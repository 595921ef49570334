package dev.wellspring.it;

import static org.awaitility.Awaitility.await;

import dev.wellspring.it.HubAt.Asked;
import dev.wellspring.testing.EventStreamReader.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A subscriber of a soak, and what was wrong with what it got. The thread of the soak alone looks. */
final class SoakFollower implements AutoCloseable {

    /** What may be missing. */
    enum Promise {
        /** Nothing. */
        EVERYTHING,
        /** No update that is the newest of its topic. */
        NEWEST_OF_EACH_TOPIC,
        /** As much as it was told. */
        WHAT_WAS_NOT_DROPPED
    }

    private static final Pattern DROPPED = Pattern.compile("\\{\"dropped\":(\\d+),\"reason\":\"too-slow\"}");
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(90);

    private final String name;
    private final Promise promise;
    private final Predicate<Message> due;
    private final ResumingSubscriber subscriber;
    private volatile boolean leisurely = true;

    private long expected;
    private long received;
    private long missing;
    private long told;
    private long lost;
    private long doubled;
    private long misordered;
    private long misdirected;

    /**
     * @param due what it is granted and has asked for
     * @param random when a slow one pauses
     */
    SoakFollower(String name, HubAt hub, Asked asked, Promise promise, Predicate<Message> due, RandomGenerator random) {
        this.name = name;
        this.promise = promise;
        this.due = due;
        Runnable betweenReads = asked.slowly() ? () -> rest(random) : () -> {};
        this.subscriber = ResumingSubscriber.of(hub, asked, betweenReads);
    }

    /** After one read of ten, on average, it takes nothing for seconds. */
    private void rest(RandomGenerator random) {
        if (random.nextInt(10) == 0) {
            long until = System.nanoTime() + (2_000 + random.nextInt(4_000)) * 1_000_000L;
            while (leisurely && System.nanoTime() < until) {
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** Lets it catch up to the newest update of this part of the log, and compares what it has got since the last call. */
    void verify(List<Message> log) {
        leisurely = false;
        Message newest = log.getLast();
        await(name + " has caught up")
                .atMost(CAUGHT_UP_WITHIN)
                .until(() -> subscriber.newest().equals(newest.data()));
        compare(log, subscriber.takeReceived());
        leisurely = true;
    }

    private void compare(List<Message> log, List<Message> got) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < log.size(); place++) {
            places.put(log.get(place).lastEventId(), place);
        }
        Set<Integer> seen = new HashSet<>();
        int last = -1;
        long dropped = 0;
        for (Message message : got) {
            Matcher gap = DROPPED.matcher(message.data());
            if (message.type().equals("wellspring-gap") && gap.matches()) {
                dropped += Long.parseLong(gap.group(1));
                continue;
            }
            int place = places.getOrDefault(message.lastEventId(), -1);
            received++;
            if (place < 0 || !log.get(place).equals(message) || !due.test(message)) {
                misdirected++;
            } else if (!seen.add(place)) {
                doubled++;
            } else if (place < last) {
                misordered++;
            }
            last = Math.max(last, place);
        }
        told += dropped;
        account(log, seen, dropped);
    }

    private void account(List<Message> log, Set<Integer> seen, long dropped) {
        Set<String> laterTopics = new HashSet<>();
        long missed = 0;
        for (int place = log.size() - 1; place >= 0; place--) {
            Message message = log.get(place);
            if (due.test(message)) {
                expected++;
                boolean newestOfItsTopic = laterTopics.add(Soak.topicOf(message));
                if (!seen.contains(place)) {
                    missed++;
                    lost += isBroken(newestOfItsTopic) ? 1 : 0;
                }
            }
        }
        missing += missed;
        if (promise == Promise.WHAT_WAS_NOT_DROPPED) {
            lost += Math.max(0, missed - dropped);
        }
    }

    private boolean isBroken(boolean newestOfItsTopic) {
        return switch (promise) {
            case EVERYTHING -> true;
            case NEWEST_OF_EACH_TOPIC -> newestOfItsTopic;
            case WHAT_WAS_NOT_DROPPED -> false;
        };
    }

    /** Whether everything was as promised. */
    boolean isContent() {
        return lost + doubled + misordered + misdirected == 0
                && subscriber.surprises().isEmpty();
    }

    /** A row of the table, under {@link SoakReport}'s head. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |",
                name,
                subscriber.connections(),
                expected,
                received,
                missing,
                told,
                lost,
                doubled,
                misordered,
                misdirected);
    }

    List<String> surprises() {
        return subscriber.surprises().stream().map(one -> name + ": " + one).toList();
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
