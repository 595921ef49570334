package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.docs.Project;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.SharedPresence;
import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RedisServer;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;

/** What nodes know of each other's subscribers, over a real Redis that fails. */
class RedisPresenceTest {

    private static final Duration LEASE = Duration.ofSeconds(2);

    /** A lease, the time for which a watcher must have been in touch, and some. */
    private static final Duration LEASE_OUT = LEASE.multipliedBy(2).plusSeconds(5);

    private static final String FIRST_RIGHTS =
            "ACL SETUSER hub on >secret resetkeys ~{wellspring}:* +eval +evalsha +hmget +hset +xadd"
                    + " +xlen +xrange +xread +xtrim +zadd +zrem";
    private static final String MORE_RIGHTS =
            "ACL SETUSER hub +get +set +hget +hgetall +hdel +hincrby +hlen +hscan +sadd +srem +smembers +rename";

    private static RedisServer redis;

    private final List<Node> nodes = new ArrayList<>();
    private String prefix;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start("--appendfsync", "always").awaitReady();
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
        nodes.forEach(Node::close);
    }

    /** One node, and what it was told. */
    private final class Node implements SharedPresence.Neighbour, AutoCloseable {

        private final RedisPresence presence;
        private final List<String> gone = new CopyOnWriteArrayList<>();
        private final AtomicInteger givenUp = new AtomicInteger();
        private volatile boolean refusing;

        Node(int port) {
            this(new RedisPresence(() -> new Connection("127.0.0.1", port), prefix, LEASE));
        }

        Node(RedisPresence presence) {
            this.presence = presence;
            presence.join(this);
            nodes.add(this);
        }

        @Override
        public CompletableFuture<?> gone(List<String> subscriptions) {
            if (refusing) {
                return CompletableFuture.failedFuture(new LogUnavailable("full"));
            }
            gone.addAll(subscriptions);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void givenUp() {
            givenUp.incrementAndGet();
        }

        void enter(String subscriber) {
            assertThat(presence.enter(subscriber, "of " + subscriber)).succeedsWithin(Timing.SOON);
        }

        void leave(String subscriber) {
            assertThat(presence.leave(subscriber)).succeedsWithin(Timing.SOON);
        }

        @Override
        public void close() {
            presence.close();
        }
    }

    private Node node() {
        return new Node(redis.port());
    }

    @Test
    void whatHasEnteredIsSeenByOthersAndWhatHasLeftIsNot() {
        Node one = node();
        Node other = node();
        one.enter("a");
        assertThat(other.presence.others()).containsExactly("of a");
        assertThat(one.presence.others()).isEmpty();
        one.enter("b");
        other.enter("c");
        assertThat(other.presence.others()).containsExactlyInAnyOrder("of a", "of b");
        assertThat(one.presence.others()).containsExactly("of c");
        one.leave("a");
        assertThat(other.presence.others()).containsExactly("of b");
        assertThat(other.gone).isEmpty();
    }

    @Test
    void manyEnterAtOnceWithoutARoundTripForEach() {
        Node one = node();
        Node other = node();
        List<CompletableFuture<Void>> entered = IntStream.range(0, 5_000)
                .mapToObj(i -> one.presence.enter("s" + i, "of s" + i))
                .toList();
        assertThat(CompletableFuture.allOf(entered.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Timing.SOON);
        assertThat(other.presence.others()).hasSize(5_000);
    }

    @Test
    void whatADeadNodeHadIsHandedOverAfterItsLease() throws IOException {
        Node other = node();
        try (CuttingProxy network = new CuttingProxy("127.0.0.1", redis.port())) {
            Node dead = new Node(network.port());
            IntStream.range(0, 450).forEach(i -> {
                var _ = dead.presence.enter("s" + i, "of s" + i);
            });
            dead.enter("last");
            network.stall(); // nothing of it is heard of any more, as if it were dead
            await().atMost(LEASE_OUT).until(() -> other.gone.size() >= 451);
            assertThat(other.gone).contains("of last").doesNotHaveDuplicates();
            assertThat(other.presence.others()).isEmpty();
            // It was not dead: it is told, and enters its subscribers as others.
            network.flow();
            await().atMost(LEASE_OUT).until(() -> dead.givenUp.get() == 1);
            dead.enter("again");
            assertThat(other.presence.others()).containsExactly("of again");
        }
    }

    @Test
    void whatANodeLeavesBehindAtItsEndIsHandedOverAtOnce() {
        Node other = node();
        Node ending = node();
        ending.enter("a");
        ending.enter("b");
        ending.leave("a");
        ending.presence.close();
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        assertThat(other.gone).containsExactly("of b");
    }

    @Test
    void nothingIsForgottenThatCouldNotBeAnnounced() {
        Node other = node();
        other.refusing = true;
        Node ending = node();
        ending.enter("a");
        ending.presence.close();
        await().atMost(LEASE_OUT).until(() -> other.presence.others().isEmpty());
        other.refusing = false;
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        assertThat(other.gone).containsExactly("of a");
    }

    @Test
    void theRightsOnThePageForOperatorsAreAllThatItTakes() {
        String rules =
                Project.block("docs/operations.md", FIRST_RIGHTS) + Project.block("docs/operations.md", MORE_RIGHTS);
        List<String> rights = Arrays.stream(rules.split("\\s+"))
                .filter(word -> word.startsWith("+"))
                .toList();
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "hub", "on", ">secret", "~{limited}:*"));
        command.addAll(rights);
        assertThat(redis.command(command.toArray(String[]::new))).isEqualTo("OK");
        RedisLogSettings settings =
                RedisLogSettings.of(RedisAddress.parse("redis://hub:secret@127.0.0.1:" + redis.port()), "limited");
        Node ending = new Node(RedisPresence.beside(settings, LEASE));
        Node other = new Node(RedisPresence.beside(settings, LEASE));
        ending.enter("a");
        ending.enter("b");
        ending.leave("a");
        assertThat(other.presence.others()).containsExactly("of b");
        assertThat(other.presence.others()).as("what is known already").containsExactly("of b");
        ending.presence.close();
        await().atMost(LEASE_OUT).until(() -> !other.gone.isEmpty());
        assertThat(other.gone).containsExactly("of b");
        await().until(() -> redis.command("EXISTS", "{limited}:presence:ended").equals("0"));
        assertThat(redis.command("ACL", "LOG")).isEmpty();
    }

    @Test
    void aRestartOfRedisThatTakesLongerThanTheLeaseMakesNobodyDead() throws IOException {
        Node one = node();
        Node other = node();
        one.enter("a");
        redis.kill();
        CompletableFuture<Void> meanwhile = one.presence.enter("b", "of b");
        assertThatThrownBy(other.presence::others).isInstanceOf(LogUnavailable.class);
        await().pollDelay(LEASE.multipliedBy(2)).until(() -> true);
        redis.startAgain();
        redis.awaitReady();
        assertThat(meanwhile).succeedsWithin(LEASE_OUT);
        assertThat(other.presence.others()).containsExactlyInAnyOrder("of a", "of b");
        await().pollDelay(LEASE.multipliedBy(2)).until(() -> true);
        assertThat(other.gone).isEmpty();
        assertThat(one.gone).isEmpty();
        assertThat(one.givenUp).hasValue(0);
        assertThat(other.givenUp).hasValue(0);
    }

    @Test
    void aRedisThatHasLostEverythingIsToldAnew() {
        Node one = node();
        Node other = node();
        one.enter("a");
        String _ = redis.command("FLUSHALL");
        await().atMost(LEASE_OUT).until(() -> one.givenUp.get() == 1 && other.givenUp.get() == 1);
        one.enter("a again");
        await().atMost(LEASE_OUT)
                .untilAsserted(() -> assertThat(other.presence.others()).containsExactly("of a again"));
    }

    @Test
    void aFullRedisMakesNobodyDeadAndIsComplainedOfOnce() {
        Node one = node();
        Node other = node();
        one.enter("a");
        redis.configure("maxmemory", "1");
        try (CapturedLog log = CapturedLog.of(PresenceWriter.class.getName())) {
            CompletableFuture<Void> meanwhile = one.presence.enter("b", "of b");
            await().pollDelay(LEASE.multipliedBy(2)).until(() -> true);
            assertThat(meanwhile).isNotDone();
            assertThat(other.presence.others()).containsExactly("of a");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("maxmemory"))
                    .as("however often it was tried")
                    .hasSize(1);
            redis.configure("maxmemory", "0");
            assertThat(meanwhile).succeedsWithin(Timing.SOON);
            assertThat(other.gone).isEmpty();
            assertThat(one.givenUp).hasValue(0);
        } finally {
            redis.configure("maxmemory", "0");
        }
    }
}
