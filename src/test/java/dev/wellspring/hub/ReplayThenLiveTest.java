package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.history.MemoryEventLog;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import dev.wellspring.topic.Matchers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * The hub's promise, under load: publishers append while subscribers join from anywhere in the history, and everyone
 * gets exactly what its selection admits, from its cursor on, in the log's order, each once.
 *
 * <p>The seed is the number of the round; what the threads make of it differs each time. For a long run:
 * {@code -Dwellspring.rounds=1000}.
 */
class ReplayThenLiveTest {

    private static final Matchers MATCHERS = new Matchers("https://hub.example/.well-known/mercure");
    private static final int ROUNDS_AT_ONCE = Integer.getInteger("wellspring.rounds", 20) / 10;
    private static final int PUBLISHERS = 3;
    private static final int SUBSCRIBERS = 12;
    private static final Update END = new Update(
            List.of("a", "b", "https://e.com/1", "/x/1", "https://e.com/3", "e/{id}", "{invalid"),
            "end",
            false,
            null,
            null,
            null);

    private record Joined(Selection selection, long after, boolean live, Reader reader) {}

    @RepeatedTest(10)
    void everySubscriberGetsExactlyWhatFollowsItsCursor(RepetitionInfo repetition) throws Exception {
        for (int i = 0; i < ROUNDS_AT_ONCE; i++) {
            round(1000L * repetition.getCurrentRepetition() + i);
        }
    }

    private static void round(long seed) throws Exception {
        Random random = new Random(seed);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                EventLog log = log()) {
            Hub hub = new Hub(log, executor, 3, Long.MAX_VALUE);
            hub.start();
            List<String> ids = history(hub, random);
            List<Future<Integer>> publishers = new ArrayList<>();
            int each = random.nextInt(200);
            for (int p = 0; p < PUBLISHERS; p++) {
                publishers.add(executor.submit(publisher(hub, random.nextLong(), each)));
            }
            List<Future<Joined>> joining = new ArrayList<>();
            for (int s = 0; s < SUBSCRIBERS; s++) {
                joining.add(executor.submit(subscriber(hub, log, ids, random.nextLong(), executor)));
            }
            for (Future<Integer> publisher : publishers) {
                publisher.get();
            }
            List<Joined> joined = new ArrayList<>();
            for (Future<Joined> one : joining) {
                joined.add(one.get());
            }
            hub.publish(END).join();
            List<LoggedUpdate> all = log.readAfter(EventLog.START, Integer.MAX_VALUE);
            for (Joined one : joined) {
                check(seed, one, all);
            }
            hub.close();
        }
    }

    private static EventLog log() {
        return new MemoryEventLog(Retention.DEFAULT, AppendLimits.DEFAULT, InstantSource.system());
    }

    private static List<String> history(Hub hub, Random random) {
        int length = List.of(0, 1, 10, 255, 256, 257, 600).get(random.nextInt(7));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ids.add(hub.publish(RandomTopics.update(random, i)).join().id());
        }
        return ids;
    }

    private static Callable<Integer> publisher(Hub hub, long seed, int count) {
        return () -> {
            Random random = new Random(seed);
            for (int i = 0; i < count; i++) {
                var published = hub.publish(RandomTopics.update(random, i));
                if (random.nextInt(4) == 0) {
                    published.join();
                }
            }
            return count;
        };
    }

    private static Callable<Joined> subscriber(
            Hub hub, EventLog log, List<String> ids, long seed, ExecutorService executor) {
        return () -> {
            Random random = new Random(seed);
            LockSupport.parkNanos(random.nextInt(2_000_000));
            Selection selection = RandomTopics.selection(random, MATCHERS);
            Cursor cursor = switch (ids.isEmpty() ? 0 : random.nextInt(5)) {
                case 0 -> new Cursor.Earliest();
                case 1 -> new Cursor.Live();
                case 2 -> new Cursor.After(String.valueOf(log.head().lastId()));
                default -> new Cursor.After(ids.get(random.nextInt(ids.size())));
            };
            long after =
                    cursor instanceof Cursor.After(String id) ? log.find(id).orElse(EventLog.START) : 0;
            Reader reader = random.nextBoolean() ? new Reader() : new Reader(executor);
            if (random.nextInt(4) == 0) {
                reader.stopReading();
            }
            reader.of(hub.subscribe(selection, cursor, WhenSlow.DISCONNECT, reader));
            LockSupport.parkNanos(random.nextInt(1_000_000));
            reader.readOn();
            return new Joined(selection, after, cursor instanceof Cursor.Live, reader);
        };
    }

    private static void check(long seed, Joined joined, List<LoggedUpdate> all) {
        if (!joined.selection().admits(END)) {
            return;
        }
        List<String> got = new ArrayList<>();
        joined.reader().dataUntil("end");
        got.addAll(joined.reader().ids());
        List<String> expected = all.stream()
                .filter(update -> update.sequence() > joined.after())
                .filter(update -> joined.selection().admits(update.update()))
                .map(LoggedUpdate::id)
                .toList();
        if (joined.live()) {
            // It came at some moment: what it got must be the end of what there was.
            expected = expected.subList(Math.max(0, expected.size() - got.size()), expected.size());
        }
        assertThat(got)
                .as("seed %d, %s after %d", seed, joined.selection(), joined.after())
                .isEqualTo(expected);
    }
}
