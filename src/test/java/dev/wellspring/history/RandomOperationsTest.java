package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Footprint;
import dev.wellspring.journal.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on a log and on a model of it, which have to agree. To repeat a run that failed, give its seed:
 * {@code -Dwellspring.history.seed=…}; for a longer test, {@code -Dwellspring.history.runs=1000}.
 */
@Timeout(600)
class RandomOperationsTest {

    private static final int RUNS = Integer.getInteger("wellspring.history.runs", 60);
    private static final int OPERATIONS = 40;

    @TempDir
    private Path directory;

    @Test
    void sqliteDoesWhatTheModelDoes() {
        runAll(seed -> new Run(seed, directory.resolve(seed + ".db")));
    }

    @Test
    void memoryDoesWhatTheModelDoes() {
        runAll(seed -> new Run(seed, null));
    }

    private static void runAll(LongFunction<Run> start) {
        Long wanted = Long.getLong("wellspring.history.seed");
        long first = wanted == null ? System.nanoTime() : wanted;
        for (long seed = first; seed < first + (wanted == null ? RUNS : 1); seed++) {
            try (Run run = start.apply(seed)) {
                run.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Failed with -Dwellspring.history.seed=" + seed, e);
            }
        }
    }

    /** An update as the model keeps it. */
    private record Kept(LoggedUpdate update, Instant published) {}

    private static final class Run implements AutoCloseable {

        private final Random random;
        private final @Nullable Path file;
        private final HandClock clock = new HandClock();
        private final Retention retention;

        private final List<Kept> model = new ArrayList<>();
        private final List<LoggedUpdate> ever = new ArrayList<>();
        private final List<LoggedUpdate> told = new ArrayList<>();
        private long horizon;
        private EventLog log;

        Run(long seed, @Nullable Path file) {
            this.random = new Random(seed);
            this.file = file;
            this.retention = new Retention(
                    1 + random.nextInt(60), 200 + random.nextInt(20_000), Duration.ofMinutes(1 + random.nextInt(60)));
            this.log = open();
        }

        private EventLog open() {
            EventLog opened = file == null
                    ? new MemoryEventLog(retention, AppendLimits.DEFAULT, clock)
                    : new SqliteEventLog(
                            Logs.settings(
                                    file, random.nextBoolean() ? Durability.ALWAYS : Durability.INTERVAL, retention),
                            clock);
            long place = opened.tail(batch -> {
                synchronized (told) {
                    told.addAll(batch);
                }
            });
            assertThat(place)
                    .isEqualTo(ever.isEmpty() ? EventLog.START : ever.getLast().sequence());
            return opened;
        }

        void run() {
            for (int i = 0; i < OPERATIONS; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> append(1 + random.nextInt(20));
                    case 3 -> {
                        // Discarding is due with the next append, or after a while: make it now.
                        clock.advance(Duration.ofSeconds(random.nextInt(3_000)));
                        append(1);
                    }
                    case 4 -> reopen();
                    case 5 -> read();
                    default -> find();
                }
                checkHead();
            }
            assertThat(Logs.readAll(log))
                    .isEqualTo(model.stream().map(Kept::update).toList());
            synchronized (told) {
                assertThat(told).isEqualTo(ever);
            }
        }

        private void append(int count) {
            List<Update> updates =
                    IntStream.range(0, count).mapToObj(_ -> randomUpdate()).toList();
            List<CompletableFuture<LoggedUpdate>> futures =
                    updates.stream().map(log::append).toList();
            for (int i = 0; i < count; i++) {
                LoggedUpdate logged = futures.get(i).join();
                assertThat(logged.update()).isEqualTo(updates.get(i));
                if (!ever.isEmpty()) {
                    assertThat(logged.sequence()).isGreaterThan(ever.getLast().sequence());
                }
                ever.add(logged);
                model.add(new Kept(logged, clock.instant()));
            }
            discard();
        }

        private Update randomUpdate() {
            return new Update(
                    IntStream.rangeClosed(0, random.nextInt(3))
                            .mapToObj(_ -> "topic:" + random.nextInt(5))
                            .toList(),
                    "é".repeat(random.nextInt(200)),
                    random.nextBoolean(),
                    randomOwnId(),
                    random.nextBoolean() ? null : "type",
                    random.nextBoolean() ? null : random.nextLong(10_000));
        }

        private @Nullable String randomOwnId() {
            return switch (random.nextInt(10)) {
                case 0, 1, 2 -> "own " + random.nextInt(20);
                case 3 -> ever.isEmpty() ? null : any(ever).id();
                default -> null;
            };
        }

        private void discard() {
            Instant oldest = clock.instant().minus(retention.age());
            while (!model.isEmpty()
                    && (model.getFirst().published().isBefore(oldest)
                            || (model.size() > 1
                                    && (model.size() > retention.updates() || bytes() > retention.bytes())))) {
                horizon = model.removeFirst().update().sequence();
            }
        }

        private long bytes() {
            return model.stream()
                    .mapToLong(kept -> Footprint.of(kept.update().update()))
                    .sum();
        }

        private void reopen() {
            if (file != null) {
                log.close();
                log = open();
            }
        }

        private void read() {
            long place = ever.isEmpty() || random.nextInt(5) == 0
                    ? EventLog.START
                    : any(ever).sequence();
            int limit = 1 + random.nextInt(30);
            assertThat(log.readAfter(place, limit))
                    .isEqualTo(model.stream()
                            .map(Kept::update)
                            .filter(one -> one.sequence() > place)
                            .limit(limit)
                            .toList());
        }

        private void find() {
            String id = ever.isEmpty() || random.nextInt(10) == 0
                    ? "own 7"
                    : any(ever).id();
            assertThat(log.find(id)).as(id).isEqualTo(modelFind(id));
        }

        private OptionalLong modelFind(String id) {
            // Nothing is lost to the client that has seen the newest of those that were discarded.
            boolean isHorizon = ever.stream()
                    .anyMatch(one -> one.sequence() == horizon
                            && one.update().id() == null
                            && one.id().equals(id));
            return isHorizon
                    ? OptionalLong.of(horizon)
                    : model.stream()
                            .filter(kept -> kept.update().id().equals(id))
                            .mapToLong(kept -> kept.update().sequence())
                            .findFirst();
        }

        private void checkHead() {
            EventLog.Head head = log.head();
            assertThat(head.count()).isEqualTo(model.size());
            assertThat(head.last())
                    .isEqualTo(ever.isEmpty() ? EventLog.START : ever.getLast().sequence());
            assertThat(head.lastId())
                    .isEqualTo(model.isEmpty() ? null : model.getLast().update().id());
        }

        private LoggedUpdate any(List<LoggedUpdate> updates) {
            return updates.get(random.nextInt(updates.size()));
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
