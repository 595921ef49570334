package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.SharedPresence;
import dev.wellspring.testing.RedisServer;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;

/** Who announces the end of a node: one of the others, however long it takes, over a real Redis. */
class HandOverTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int PORTIONS = 4;
    private static final int ENTRIES = PORTIONS * 200;
    private static final String SOMEBODY_ELSE = "somebody else";

    /** A lease, the time for which a watcher must have been in touch, and some. */
    private static final Duration LEASE_OUT = LEASE.multipliedBy(2).plusSeconds(5);

    private static RedisServer redis;

    private final List<Node> nodes = new ArrayList<>();
    private String prefix;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start().awaitReady();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    @BeforeEach
    void empty() {
        prefix = "{test}:" + System.nanoTime() + ":";
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.presence.close());
    }

    /** One node, what it has announced, and how long that takes. */
    private final class Node implements SharedPresence.Neighbour {

        private final RedisPresence presence =
                new RedisPresence(() -> new Connection("127.0.0.1", redis.port()), prefix, LEASE);
        private final List<String> gone = new CopyOnWriteArrayList<>();
        private final Supplier<CompletableFuture<?>> announcement;

        Node(Supplier<CompletableFuture<?>> announcement) {
            this.announcement = announcement;
            presence.join(this);
            nodes.add(this);
        }

        @Override
        public CompletableFuture<?> gone(List<String> subscriptions) {
            gone.addAll(subscriptions);
            return announcement.get();
        }

        @Override
        public void givenUp() {
            throw new AssertionError("Nobody is given up here.");
        }
    }

    private void leaveBehind(int entries) {
        Node ending = new Node(CompletableFuture::new);
        List<CompletableFuture<Void>> entered = IntStream.range(0, entries)
                .mapToObj(i -> ending.presence.enter("s" + i, "of s" + i))
                .toList();
        assertThat(CompletableFuture.allOf(entered.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Timing.SOON);
        ending.presence.close();
    }

    private boolean isOver() {
        return redis.command("SCARD", prefix + "ended").equals("0");
    }

    @Test
    void isOneNodesAffairHoweverManyLeasesItTakes() {
        Executor later = CompletableFuture.delayedExecutor(LEASE.toMillis() / 2, TimeUnit.MILLISECONDS);
        Supplier<CompletableFuture<?>> slow = () -> CompletableFuture.runAsync(() -> {}, later);
        List<Node> others = List.of(new Node(slow), new Node(slow));
        leaveBehind(ENTRIES);
        await().atMost(LEASE_OUT).until(() -> others.stream().anyMatch(other -> !other.gone.isEmpty()));
        await().atMost(LEASE.multipliedBy(2L * PORTIONS)).until(this::isOver);
        assertThat(others.stream().flatMap(other -> other.gone.stream()))
                .hasSize(ENTRIES)
                .doesNotHaveDuplicates();
        assertThat(others.stream().filter(other -> !other.gone.isEmpty()))
                .as("who have announced")
                .hasSize(1);
    }

    @Test
    void isOneNodesAffairHoweverManyLeasesOneAnnouncementTakes() {
        CompletableFuture<Void> announced = new CompletableFuture<>();
        List<Node> others = List.of(new Node(() -> announced), new Node(() -> announced));
        leaveBehind(1);
        await().atMost(LEASE_OUT).until(() -> others.stream().anyMatch(other -> !other.gone.isEmpty()));
        await().pollDelay(LEASE.multipliedBy(2)).until(() -> true);
        announced.complete(null);
        await().until(this::isOver);
        assertThat(others.stream().flatMap(other -> other.gone.stream())).containsExactly("of s0");
        assertThat(redis.command("KEYS", prefix + "announcing:*")).isEmpty();
    }

    @Test
    void isAnotherNodesAffairWhenTheOneThatAnnouncesEnds() {
        Node announcing = new Node(CompletableFuture::new);
        leaveBehind(1);
        await().atMost(LEASE_OUT).until(() -> !announcing.gone.isEmpty());
        Node other = new Node(() -> CompletableFuture.completedFuture(null));
        announcing.presence.close();
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        assertThat(other.gone).containsExactly("of s0");
    }

    @Test
    void endsWhenItIsSomebodyElses() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        Node other = new Node(() -> held);
        leaveBehind(ENTRIES);
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        int portion = other.gone.size();
        String lock = takeOver();
        held.complete(null);
        await().pollDelay(LEASE).until(() -> true);
        assertThat(other.gone).hasSize(portion).hasSizeLessThan(ENTRIES);
        assertThat(redis.command("GET", lock)).isEqualTo(SOMEBODY_ELSE);

        // Somebody else has died of it.
        String _ = redis.command("DEL", lock);
        await().atMost(LEASE_OUT).until(this::isOver);
        assertThat(other.gone).hasSize(ENTRIES).doesNotHaveDuplicates();
    }

    @Test
    void leavesItToSomebodyElseAtItsEnd() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        Node other = new Node(() -> held);
        leaveBehind(1);
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        String lock = takeOver();
        held.complete(null);
        await().atMost(LEASE_OUT).until(this::isOver);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        assertThat(redis.command("GET", lock)).isEqualTo(SOMEBODY_ELSE);
    }

    /** As if an announcement had taken longer than a lease, and another node had found nobody who announces the end. */
    private String takeOver() {
        String lock = prefix + "announcing:" + redis.command("SMEMBERS", prefix + "ended");
        assertThat(redis.command("SET", lock, SOMEBODY_ELSE, "XX")).isEqualTo("OK");
        return lock;
    }
}
