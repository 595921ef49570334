package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the ways in which Redis may keep updates cost. Not a test: run it where redis-server is installed, with the
 * temporary directory ({@code -Djava.io.tmpdir}) on the disk that is to be measured.
 *
 * <pre>
 *   mvn test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 *   java -cp target/classes:target/test-classes:$(cat target/classpath) dev.wellspring.cluster.RedisBenchmark
 * </pre>
 */
final class RedisBenchmark {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration EACH = Duration.ofSeconds(5);
    private static final String PAYLOAD = "x".repeat(200);

    private RedisBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        for (String sync : new String[] {"no", "everysec", "always"}) {
            measure("appendfsync " + sync, sync, 0);
        }
        measure("everysec, WAIT 1", "everysec", 1);
        measure("always, WAIT 1", "always", 1);
    }

    private static void measure(String what, String sync, int replicas) throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start("--appendfsync", sync).awaitReady();
                RedisServer replica = RedisServer.start("--appendfsync", sync).awaitReady()) {
            if (replicas > 0) {
                replica.command("REPLICAOF", "127.0.0.1", String.valueOf(redis.port()));
                while (!replica.command("ROLE").contains("connected")) {
                    Thread.sleep(10);
                }
            }
            try (EventLog log = Logs.open(redis.address(), "benchmark", Logs.MUCH, Duration.ofSeconds(10), replicas)) {
                log.tail(_ -> {});
                for (int publishers : new int[] {1, 16, 256}) {
                    report(what, publishers, log);
                }
            }
        }
    }

    private static void report(String what, int publishers, EventLog log) throws InterruptedException {
        publish(log, publishers, WARM_UP);
        long begun = System.nanoTime();
        long[] nanos = publish(log, publishers, EACH);
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                "%-20s %3d publishers: %,7.0f/s; median %,d µs, p99 %,d µs, longest %,d µs%n",
                what,
                publishers,
                nanos.length / seconds,
                nanos[nanos.length / 2] / 1_000,
                nanos[nanos.length * 99 / 100] / 1_000,
                nanos[nanos.length - 1] / 1_000);
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
}
