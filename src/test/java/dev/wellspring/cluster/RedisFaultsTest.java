package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.journal.Footprint;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.exceptions.JedisDataException;

/** What becomes of the log while Redis is away, stands still, is full, or comes back with less than it had. */
@Timeout(60)
class RedisFaultsTest {

    private static final String NAME = "faults";
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.start("--appendfsync", "always").awaitReady();
    }

    @AfterEach
    void stopRedis() throws IOException {
        redis.close();
    }

    private EventLog open() {
        return Logs.open(redis.address(), NAME);
    }

    private EventLog openImpatient(int port) {
        return Logs.open("redis://127.0.0.1:" + port, NAME, Logs.MUCH, SHORT, 0);
    }

    private static String refusal(EventLog log) {
        try {
            log.append(Logs.update("refused")).join();
            throw new AssertionError("It was not refused.");
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(LogUnavailable.class);
            return e.getCause().getMessage();
        }
    }

    private static LoggedUpdate appendUntilKept(EventLog log, String data) {
        List<LoggedUpdate> kept = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            CompletableFuture<LoggedUpdate> answer = log.append(Logs.update(data));
            return answer.handle((logged, failure) -> failure == null && kept.add(logged))
                    .join();
        });
        return kept.getFirst();
    }

    @Test
    void aRestartThatIsQuickIsADelay() throws Exception {
        try (EventLog log = Logs.open(redis.address(), NAME, Logs.MUCH, LONG, 0)) {
            Told told = new Told();
            log.tail(told);
            LoggedUpdate before = log.append(Logs.update("before")).join();

            redis.kill();
            CompletableFuture<LoggedUpdate> meanwhile = log.append(Logs.update("meanwhile"));
            redis.startAgain();

            LoggedUpdate after = meanwhile.join();
            assertThat(told.until(after)).containsExactly(before, after);
            assertThat(Logs.readAll(log)).containsExactly(before, after);
            assertThat(log.find(before.id())).hasValue(before.sequence());
            assertThat(told.tears()).isZero();
        }
    }

    @Test
    void whileRedisIsAwayAppendsAreRefusedAndAfterwardsAllGoesOn() throws Exception {
        try (EventLog log = openImpatient(redis.port())) {
            Told told = new Told();
            log.tail(told);
            LoggedUpdate before = log.append(Logs.update("before")).join();

            redis.stop();
            long began = System.nanoTime();
            assertThat(refusal(log)).startsWith("The log cannot be used now: Redis cannot be reached.");
            assertThat(refusal(log)).isEqualTo("The log cannot be used now: Redis cannot be reached.");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SHORT.multipliedBy(4));
            assertThatThrownBy(() -> log.find("x")).isInstanceOf(LogUnavailable.class);
            assertThatThrownBy(() -> log.readAfter(EventLog.START, 1)).isInstanceOf(LogUnavailable.class);
            assertThat(log.head().last()).isEqualTo(before.sequence());

            redis.startAgain();
            LoggedUpdate after = appendUntilKept(log, "after");
            assertThat(told.until(after)).containsExactly(before, after);
            assertThat(Logs.readAll(log)).containsExactly(before, after);
        }
    }

    @Test
    void connectionsThatAreCutLoseAndDoubleNothing() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy("127.0.0.1", redis.port());
                EventLog log = Logs.open("redis://127.0.0.1:" + proxy.port(), NAME, Logs.MUCH, LONG, 0)) {
            Told told = new Told();
            log.tail(told);
            List<LoggedUpdate> logged = new ArrayList<>();
            Thread cutter = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    proxy.cutAll();
                    try {
                        Thread.sleep(ThreadLocalRandom.current().nextInt(60));
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            while (proxy.cuts() < 60) {
                logged.add(log.append(Logs.update("number " + logged.size())).join());
            }
            cutter.interrupt();
            cutter.join();

            assertThat(Logs.readAll(log)).isEqualTo(logged);
            assertThat(told.until(logged.getLast())).isEqualTo(logged);
            assertThat(told.tears()).isZero();
        }
    }

    @Test
    void anAnswerThatIsLostIsGivenAgain() throws Exception {
        // What the writer's connection is answered first (hello, role, time) has some 200 bytes, and the append 160
        // more.
        try (EventLog other = open();
                CuttingProxy proxy = new CuttingProxy("127.0.0.1", redis.port(), Integer.MAX_VALUE, 280);
                EventLog log = Logs.open("redis://127.0.0.1:" + proxy.port(), NAME)) {
            LoggedUpdate logged = log.append(Logs.update("once")).join();

            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(Logs.readAll(other)).containsExactly(logged);
        }
    }

    @Test
    void whatRedisGetsToOnlyAfterItWasRefusedIsNotKept() throws Exception {
        try (EventLog log = openImpatient(redis.port())) {
            LoggedUpdate before = log.append(Logs.update("before")).join();
            redis.pause();
            assertThat(refusal(log)).startsWith("The log cannot be used now: Redis does not answer in time.");
            redis.resume();

            LoggedUpdate after = appendUntilKept(log, "after");
            assertThat(Logs.readAll(log)).containsExactly(before, after);
        }
    }

    @Test
    void aFullRedisRefusesAndGoesOnWhenThereIsRoom() {
        try (EventLog log = open()) {
            Told told = new Told();
            log.tail(told);
            LoggedUpdate before = log.append(Logs.update("before", "mine")).join();
            redis.configure("maxmemory", "1mb");

            assertThat(refusal(log))
                    .isEqualTo("The log cannot be used now: Redis is full: its memory is used up (maxmemory).");
            assertThat(Logs.readAll(log)).containsExactly(before);
            assertThat(log.find("mine")).hasValue(before.sequence());

            redis.configure("maxmemory", "0");
            LoggedUpdate after = log.append(Logs.update("after")).join();
            assertThat(told.until(after)).containsExactly(before, after);
        }
    }

    @Test
    void aRedisThatCannotWriteToItsDiskRefusesAndGoesOnWhenItCan() throws IOException {
        try (EventLog log = open()) {
            LoggedUpdate before = log.append(Logs.update("before")).join();
            redis.configure("save", "3600 1");
            Path inTheWay = Files.createDirectory(redis.directory().resolve("dump.rdb"));
            takeSnapshot("err");
            assertThat(refusal(log)).isEqualTo("The log cannot be used now: Redis cannot write to its disk.");
            Files.delete(inTheWay);
            takeSnapshot("ok");
            LoggedUpdate after = appendUntilKept(log, "after");
            assertThat(Logs.readAll(log)).containsExactly(before, after);
        }
    }

    private void takeSnapshot(String end) {
        String _ = redis.command("BGSAVE");
        await().until(() -> redis.command("INFO", "persistence").contains("rdb_last_bgsave_status:" + end));
    }

    /** In Redis' own words; a Redis that loads for long enough cannot be had in a short test. */
    @Test
    void thatRedisLoadsItsDataIsSaid() {
        RedisFailure failure =
                RedisFailure.of(new JedisDataException("LOADING Redis is loading the dataset in memory"));
        assertThat(failure.meaning()).isEqualTo("is starting, and loads its data");
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void aLogTakesNoMoreThanTwiceWhatItKeeps() {
        long bytes = 2L << 20;
        long empty = memoryUsed();
        try (EventLog log = Logs.open(redis.address(), NAME, new Retention(10_000_000, bytes, Duration.ofDays(1)))) {
            // As much as is kept, and as much again.
            String data = "x".repeat(256);
            for (long written = 0; written < 2 * bytes; ) {
                List<CompletableFuture<LoggedUpdate>> some = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    some.add(log.append(Logs.update(data)));
                    written += Footprint.of(Logs.update(data));
                }
                CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)).join();
            }
            long stored = Logs.readAll(log).stream()
                    .mapToLong(logged -> Footprint.of(logged.update()))
                    .sum();
            assertThat(stored).isBetween(bytes * 9 / 10, bytes);
            assertThat(memoryUsed() - empty).isBetween(bytes / 2, 2 * bytes);
        }
    }

    private long memoryUsed() {
        return redis.command("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith("used_memory_dataset:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    @Test
    void aFullRedisGivesUpWhatIsTooOld() {
        Retention retention = new Retention(1_000_000, 1L << 30, Duration.ofMillis(100));
        try (EventLog log = Logs.open(redis.address(), NAME, retention)) {
            log.append(Logs.update("x".repeat(100_000))).join();
            redis.configure("maxmemory", "1mb");

            await().until(() -> log.head().count() == 0);
            assertThat(redis.command("XLEN", "{" + NAME + "}:updates")).isEqualTo("0");
        }
    }

    @Test
    void placesThatRedisHasLostAreNotGivenAwayAgain() throws Exception {
        try (EventLog log = open();
                EventLog behind = open()) {
            Told told = new Told();
            log.tail(told);
            LoggedUpdate kept = log.append(Logs.update("kept")).join();
            Path copy = copyOfTheFiles();
            LoggedUpdate lost = log.append(Logs.update("lost")).join();

            restore(copy);
            // Through a node that has not seen what is lost, which is the hard case.
            LoggedUpdate after = appendUntilKept(behind, "after");

            assertThat(after.sequence()).isGreaterThan(lost.sequence() + 1_000);
            assertThat(told.until(after)).containsExactly(kept, lost, after);
            assertThat(told.tears()).isZero();
            for (EventLog node : List.of(log, behind)) {
                assertThat(node.find(lost.id())).as("its client is told").isEmpty();
                assertThat(node.find(kept.id())).hasValue(kept.sequence());
                assertThat(Logs.readAll(node)).containsExactly(kept, after);
            }
        }
    }

    private Path copyOfTheFiles() throws IOException {
        Path from = redis.directory().resolve("appendonlydir");
        Path copy = Files.createDirectory(redis.directory().resolve("copy"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private void restore(Path copy) throws IOException {
        redis.kill();
        Path to = redis.directory().resolve("appendonlydir");
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(to);
        Files.move(copy, to);
        redis.startAgain();
        redis.awaitReady();
    }

    @Test
    void aLogWhoseKeysAreGoneBeginsAnotherLife() {
        try (EventLog log = open();
                EventLog other = open()) {
            Told told = new Told();
            log.tail(told);
            LoggedUpdate lost = log.append(Logs.update("lost", "mine")).join();
            LoggedUpdate lostToo = log.append(Logs.update("lost too")).join();
            redis.command("FLUSHALL");

            LoggedUpdate after = other.append(Logs.update("after")).join();

            assertThat(after.sequence()).isGreaterThan(lostToo.sequence());
            assertThat(told.until(after)).containsExactly(lost, lostToo, after);
            assertThat(told.tears()).isEqualTo(1);
            assertThat(told.beforeTear()).isEqualTo(2);
            assertThat(log.find("mine")).isEmpty();
            assertThat(log.find(lostToo.id())).isEmpty();
            assertThat(log.find(after.id())).hasValue(after.sequence());
            assertThat(log.discardedUpTo()).as("replays notice").isGreaterThan(lostToo.sequence());
            assertThat(Logs.readAll(log)).containsExactly(after);
        }
    }

    @Test
    void aLogThatIsOpenedWhileRedisIsAwayWorksWhenItComes() throws Exception {
        redis.stop();
        try (EventLog log = openImpatient(redis.port())) {
            Told told = new Told();
            assertThat(log.tail(told)).isEqualTo(EventLog.START);
            assertThat(log.head()).isEqualTo(new EventLog.Head(EventLog.START, null, 0));
            assertThat(refusal(log)).isEqualTo("The log cannot be used now: Redis cannot be reached.");

            redis.startAgain();
            LoggedUpdate first = appendUntilKept(log, "first");
            LoggedUpdate second = log.append(Logs.update("second")).join();

            assertThat(told.until(second)).containsExactly(first, second);
        }
    }
}
