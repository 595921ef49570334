package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.journal.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * How fast the log on disk is. Not a test: run it with a directory on the disk that is to be measured.
 *
 * <pre>
 *   mvn test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 *   java -cp target/classes:target/test-classes:$(cat target/classpath) dev.wellspring.history.HistoryBenchmark DIRECTORY
 * </pre>
 */
final class HistoryBenchmark {

    private static final Duration EACH = Duration.ofSeconds(5);
    private static final String PAYLOAD = "x".repeat(200);

    private HistoryBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "history");
        try {
            seal();
            for (Durability durability : Durability.values()) {
                for (int publishers : new int[] {1, 16, 256}) {
                    append(directory.resolve(durability + "-" + publishers), durability, publishers, Logs.MUCH);
                }
            }
            Retention rolling = new Retention(20_000, 1L << 40, Duration.ofDays(1));
            append(directory.resolve("rolling"), Durability.ALWAYS, 16, rolling);
            append(directory.resolve("rolling-interval"), Durability.INTERVAL, 16, rolling);
            million(directory.resolve("million"));
        } finally {
            clear(directory);
        }
    }

    private static void seal() {
        SealedIds ids = new SealedIds(new byte[16], 1);
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            long length = LongStream.range(0, 20_000)
                    .mapToObj(ids::seal)
                    .mapToLong(String::length)
                    .sum();
            System.out.printf("seal: %.1f µs each (%d)%n", (System.nanoTime() - begun) / 20e6, length / 20_000);
        }
    }

    private static void append(Path file, Durability durability, int publishers, Retention retention)
            throws InterruptedException {
        try (SqliteEventLog log =
                new SqliteEventLog(Logs.settings(file, durability, retention), InstantSource.system())) {
            publish(log, publishers, Duration.ofSeconds(2));
            long begun = System.nanoTime();
            long[] nanos = publish(log, publishers, EACH);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Arrays.sort(nanos);
            System.out.printf(
                    "%-8s %3d publishers, keeping %d: %,.0f/s; median %d µs, p99 %d µs, longest %d µs%n",
                    durability,
                    publishers,
                    retention.updates(),
                    nanos.length / seconds,
                    nanos[nanos.length / 2] / 1_000,
                    nanos[nanos.length * 99 / 100] / 1_000,
                    nanos[nanos.length - 1] / 1_000);
        }
    }

    /** Publishers that each wait for their answer before they publish again. */
    private static long[] publish(EventLog log, int publishers, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<List<Long>> taken = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < publishers; p++) {
            List<Long> mine = new ArrayList<>();
            taken.add(mine);
            threads.add(Thread.ofVirtual().start(() -> {
                for (long now = System.nanoTime(); now < end; ) {
                    log.append(Logs.update(PAYLOAD)).join();
                    long then = System.nanoTime();
                    mine.add(then - now);
                    now = then;
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return taken.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
    }

    private static void million(Path file) throws IOException {
        SqliteSettings settings = Logs.settings(file, Durability.INTERVAL, Logs.MUCH);
        String id;
        try (SqliteEventLog log = new SqliteEventLog(settings, InstantSource.system())) {
            List<CompletableFuture<LoggedUpdate>> some = new ArrayList<>();
            LoggedUpdate last = null;
            long begun = System.nanoTime();
            for (int i = 0; i < 1_000_000; i++) {
                some.add(log.append(Logs.update(PAYLOAD + i)));
                if (some.size() == 5_000) {
                    for (CompletableFuture<LoggedUpdate> one : some) {
                        last = one.join();
                    }
                    some.clear();
                }
            }
            id = last.id();
            System.out.printf("A million appended in batches: %,.0f/s%n", 1e15 / (System.nanoTime() - begun));
        }
        System.out.printf("Their file: %d MiB%n", Files.size(file) >> 20);
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            try (SqliteEventLog log = new SqliteEventLog(settings, InstantSource.system())) {
                long opened = System.nanoTime();
                log.find(id);
                long found = System.nanoTime();
                log.readAfter(500_000, 1_000);
                long read = System.nanoTime();
                System.out.printf(
                        "start %d ms, find %d µs, page of 1,000 %d ms%n",
                        (opened - begun) / 1_000_000, (found - opened) / 1_000, (read - found) / 1_000_000);
            }
        }
    }

    private static void clear(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
