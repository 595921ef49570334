package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes publish while Redis is killed, stands still or is full, and connections are cut, again and again:
 * {@code -Dwellspring.cluster.faults=100} for a long run, {@code -Dwellspring.cluster.seed} for the same one again.
 */
@Timeout(3_600)
class RedisKillTest {

    private static final int FAULTS = Integer.getInteger("wellspring.cluster.faults", 8);
    private static final long SEED = Long.getLong("wellspring.cluster.seed", System.nanoTime());
    private static final int PUBLISHERS = 3;

    private final ConcurrentLinkedQueue<LoggedUpdate> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void everyAcknowledgedUpdateIsThereOnceAndEveryNodeIsToldInOrder() throws Exception {
        Random random = new Random(SEED);
        String name = UUID.randomUUID().toString();
        Told toldToOne = new Told();
        Told toldToOther = new Told();
        try (RedisServer redis = RedisServer.start("--appendfsync", "always").awaitReady();
                CuttingProxy proxy = new CuttingProxy("127.0.0.1", redis.port());
                EventLog one = open("redis://127.0.0.1:" + proxy.port(), name);
                EventLog other = open(redis.address(), name)) {
            one.tail(toldToOne);
            other.tail(toldToOther);
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < PUBLISHERS; p++) {
                String publisher = "publisher " + p;
                publishers.add(Thread.ofVirtual().start(() -> publish(one, publisher + " of one")));
                publishers.add(Thread.ofVirtual().start(() -> publish(other, publisher + " of other")));
            }
            for (int fault = 0; fault < FAULTS; fault++) {
                int before = acknowledged.size();
                await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > before + 50);
                Thread.sleep(random.nextInt(100));
                cause(random.nextInt(4), redis, proxy, random);
            }
            int before = acknowledged.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > before + 50);
            over.set(true);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            List<LoggedUpdate> all = Logs.readAll(one);
            check(all);
            assertThat(toldToOne.until(all.getLast())).isEqualTo(all);
            assertThat(toldToOther.until(all.getLast())).isEqualTo(all);
            assertThat(toldToOne.tears() + toldToOther.tears()).isZero();
            System.out.println(FAULTS + " faults, " + acknowledged.size() + " acknowledged, none lost, " + refused
                    + " refused, seed " + SEED);
        }
    }

    private static EventLog open(String address, String name) {
        return Logs.open(address, name, Logs.MUCH, Duration.ofMillis(600), 0);
    }

    private static void cause(int kind, RedisServer redis, CuttingProxy proxy, Random random) throws Exception {
        switch (kind) {
            case 0 -> {
                redis.kill();
                Thread.sleep(random.nextInt(900));
                redis.startAgain();
                redis.awaitReady();
            }
            case 1 -> {
                redis.pause();
                Thread.sleep(random.nextInt(900));
                redis.resume();
            }
            case 2 -> {
                redis.configure("maxmemory", "1mb");
                Thread.sleep(random.nextInt(100));
                redis.configure("maxmemory", "0");
            }
            default -> proxy.cutAll();
        }
    }

    private void publish(EventLog log, String publisher) {
        for (int number = 0; !over.get(); number++) {
            try {
                acknowledged.add(
                        log.append(Logs.update(publisher + "/" + number)).join());
            } catch (CompletionException e) {
                refused.incrementAndGet();
                sleep(); // a full Redis refuses at once
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(List<LoggedUpdate> all) {
        Map<Long, LoggedUpdate> byPlace = new HashMap<>();
        Set<String> payloads = new HashSet<>();
        Map<String, Integer> newestOf = new HashMap<>();
        for (LoggedUpdate one : all) {
            String data = one.update().data();
            byPlace.put(one.sequence(), one);
            assertThat(payloads.add(data)).as("once: " + data).isTrue();
            int slash = data.lastIndexOf('/');
            int number = Integer.parseInt(data.substring(slash + 1));
            Integer before = newestOf.put(data.substring(0, slash), number);
            assertThat(number).as("in order: " + data).isGreaterThan(before == null ? -1 : before);
        }
        for (LoggedUpdate one : acknowledged) {
            assertThat(byPlace.get(one.sequence())).as("acknowledged").isEqualTo(one);
        }
    }
}
