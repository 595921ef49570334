package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.testing.CapturedLog;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** The ways in which a Redis can be there: with replicas, behind Sentinels, as a cluster, with users, with TLS. */
@Timeout(90)
class TopologiesTest {

    private static final String NAME = "hub";

    /** What docs/operations.md tells operators to allow. */
    private static final String[] RIGHTS = {
        "~{hub}:*", "+eval", "+evalsha", "+hmget", "+hset", "+xadd", "+xlen", "+xrange", "+xread", "+xtrim", "+zadd",
        "+zrem", "+zrangebylex", "+del", "+exists", "+pexpire", "+info", "+time", "+role", "+wait", "+select", "+ping"
    };

    @TempDir
    private Path directory;

    private static void assertWorks(EventLog log) {
        Told told = new Told();
        log.tail(told);
        LoggedUpdate made = log.append(Logs.update("a")).join();
        LoggedUpdate brought = log.append(Logs.update("b", "mine")).join();
        assertThat(told.until(brought)).containsExactly(made, brought);
        assertThat(Logs.readAll(log)).containsExactly(made, brought);
        assertThat(log.find(made.id())).hasValue(made.sequence());
        assertThat(log.find("mine")).hasValue(brought.sequence());
    }

    private static RedisServer replicaOf(RedisServer master, String... options) throws IOException {
        RedisServer replica = RedisServer.start(options).awaitReady();
        replica.command("REPLICAOF", "127.0.0.1", String.valueOf(master.port()));
        await().until(() -> replica.command("ROLE").contains("connected"));
        return replica;
    }

    @Test
    void aReplicaIsNoPlaceToWriteTo() throws Exception {
        try (RedisServer master = RedisServer.start().awaitReady();
                RedisServer replica = replicaOf(master);
                EventLog log = Logs.open(replica.address(), NAME, Logs.MUCH, Duration.ofMillis(300), 0)) {
            // The last attempt has only what is left of the time; the first of the next append has half of it.
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> log.append(Logs.update("x")).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("is a replica"));
        }
    }

    @Test
    void anAnswerWaitsForAsManyReplicasAsAreAskedFor() throws Exception {
        try (RedisServer master = RedisServer.start().awaitReady();
                RedisServer replica = replicaOf(master);
                EventLog patient = Logs.open(master.address(), NAME, Logs.MUCH, Duration.ofSeconds(20), 1);
                EventLog log = Logs.open(master.address(), NAME, Logs.MUCH, Duration.ofSeconds(1), 1)) {
            LoggedUpdate confirmed = patient.append(Logs.update("confirmed")).join();
            assertThat(replica.command("XLEN", "{hub}:updates")).isEqualTo("1");

            replica.pause();
            assertThatThrownBy(() -> log.append(Logs.update("unconfirmed")).join())
                    .cause()
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("0 of 1 replicas");
            replica.resume();

            assertThat(Logs.readAll(log)).startsWith(confirmed).hasSize(2);
        }
    }

    @Test
    void aMasterThatDemandsReplicasRefusesWithoutThem() throws Exception {
        try (RedisServer master =
                        RedisServer.start("--min-replicas-to-write", "1").awaitReady();
                EventLog log = Logs.open(master.address(), NAME)) {
            assertThatThrownBy(() -> log.append(Logs.update("x")).join())
                    .cause()
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("fewer replicas than it demands");
        }
    }

    @Test
    void behindSentinelsItFollowsTheMaster() throws Exception {
        int port = RedisServer.freePort();
        try (RedisServer master = RedisServer.start().awaitReady();
                RedisServer replica = replicaOf(master)) {
            Path configuration =
                    Files.writeString(directory.resolve("sentinel.conf"), """
                    port %d
                    bind 127.0.0.1
                    sentinel monitor the-master 127.0.0.1 %d 1
                    sentinel down-after-milliseconds the-master 300
                    sentinel failover-timeout the-master 2000
                    """.formatted(port, master.port()));
            Process sentinel = new ProcessBuilder("redis-server", configuration.toString(), "--sentinel")
                    .redirectOutput(directory.resolve("sentinel.log").toFile())
                    .start();
            try (EventLog log = Logs.open(
                    "redis+sentinel://127.0.0.1:1,127.0.0.1:" + port + "/the-master",
                    NAME,
                    Logs.MUCH,
                    Duration.ofSeconds(20),
                    1)) {
                Told told = new Told();
                log.tail(told);
                LoggedUpdate before = log.append(Logs.update("before")).join();
                await().until(() -> sentinelKnowsReplica(port));
                master.kill();
                await().until(() -> replica.command("ROLE").startsWith("master"));
                try (EventLog after = Logs.open(
                        "redis+sentinel://127.0.0.1:" + port + "/the-master",
                        NAME,
                        Logs.MUCH,
                        Duration.ofSeconds(20),
                        0)) {
                    LoggedUpdate second = after.append(Logs.update("second")).join();
                    assertThat(second.sequence()).isGreaterThan(before.sequence() + 1);
                    assertThat(told.until(second)).containsExactly(before, second);
                    assertThat(told.tears()).isZero();
                    assertThat(log.find(before.id())).hasValue(before.sequence());
                }
            } finally {
                sentinel.destroyForcibly().onExit().get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean sentinelKnowsReplica(int port) {
        try (Jedis sentinel = new Jedis("127.0.0.1", port)) {
            return sentinel.sentinelReplicas("the-master").size() == 1;
        }
    }

    @Test
    void inAClusterItIsWithTheNodeThatHasItsSlot() throws Exception {
        try (RedisServer one = RedisServer.start("--cluster-enabled", "yes").awaitReady();
                RedisServer other =
                        RedisServer.start("--cluster-enabled", "yes").awaitReady()) {
            one.command("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            other.command("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            one.command("CLUSTER", "MEET", "127.0.0.1", String.valueOf(other.port()));
            for (RedisServer node : new RedisServer[] {one, other}) {
                await().until(() -> node.command("CLUSTER", "INFO").contains("cluster_state:ok")
                        && node.command("CLUSTER", "INFO").contains("cluster_known_nodes:2"));
            }
            for (RedisServer seed : new RedisServer[] {one, other}) {
                String name = "hub-" + seed.port();
                try (EventLog log = Logs.open("redis+cluster://127.0.0.1:1,127.0.0.1:" + seed.port(), name)) {
                    assertWorks(log);
                }
            }
        }
    }

    @Test
    void aUserNeedsOnlyTheRightsOfTheManualAndItsPasswordStaysSecret() throws Exception {
        try (RedisServer redis = RedisServer.start("--requirepass", "of-the-operator")
                        .awaitReady(DefaultJedisClientConfig.builder()
                                .password("of-the-operator")
                                .build());
                CapturedLog heard = CapturedLog.of("dev.wellspring.cluster")) {
            allowHub(redis);
            try (EventLog log = Logs.open("redis://hub:s%40cret@127.0.0.1:" + redis.port(), NAME)) {
                assertWorks(log);
            }
            try (EventLog log = Logs.open("redis://hub:s%40cret-wrong@127.0.0.1:" + redis.port(), NAME)) {
                assertThatThrownBy(() -> log.append(Logs.update("x")).join())
                        .cause()
                        .hasMessage("The log cannot be used now: Redis refuses us: user or password are wrong.");
            }
            try (EventLog log = Logs.open("redis://hub:s%40cret@127.0.0.1:" + redis.port(), "another")) {
                assertThatThrownBy(() -> log.append(Logs.update("x")).join())
                        .cause()
                        .hasMessageEndingWith("Redis does not allow this user what the log needs.");
            }
            assertThat(heard.lines())
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line).doesNotContain("s@cret").doesNotContain("s%40cret"));
        }
    }

    private static void allowHub(RedisServer redis) {
        List<String> rules = new ArrayList<>(List.of("on", "resetkeys", ">s@cret"));
        rules.addAll(List.of(RIGHTS));
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.auth("of-the-operator");
            jedis.aclSetUser("hub", rules.toArray(String[]::new));
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void throughTlsOnlyACertificateOfTheHostThatIsTrustedIsAccepted() throws Exception {
        Path store = certificate();
        int port = RedisServer.freePort();
        try (RedisServer _ = RedisServer.start(
                        "--tls-port", String.valueOf(port),
                        "--tls-cert-file", directory.resolve("redis.crt").toString(),
                        "--tls-key-file", directory.resolve("redis.key").toString(),
                        "--tls-auth-clients", "no")
                .awaitReady()) {
            assertRefusedThroughTls("rediss://localhost:" + port);
            System.setProperty("javax.net.ssl.trustStore", store.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", "throw-away");
            try {
                try (EventLog log = Logs.open("rediss://localhost:" + port, NAME)) {
                    assertWorks(log);
                }
                assertRefusedThroughTls("rediss://127.0.0.1:" + port);
            } finally {
                System.clearProperty("javax.net.ssl.trustStore");
                System.clearProperty("javax.net.ssl.trustStorePassword");
            }
        }
    }

    private static void assertRefusedThroughTls(String address) {
        try (EventLog log = Logs.open(address, NAME, Logs.MUCH, Duration.ofMillis(300), 0)) {
            // The last attempt has only what is left of the time; the first of the next append has half of it.
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> log.append(Logs.update("x")).join())
                    .cause()
                    .hasMessage("The log cannot be used now: Redis cannot be talked to through TLS."));
        }
    }

    /** Makes a certificate of localhost, and writes it the way Redis reads it. */
    private Path certificate() throws Exception {
        Path store = directory.resolve("redis.p12");
        char[] password = "throw-away".toCharArray();
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        (keytool + " -genkeypair -alias redis -keyalg EC -dname CN=localhost -ext san=dns:localhost"
                                        + " -validity 2 -storetype PKCS12 -storepass throw-away -keystore " + store)
                                .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        pem("redis.crt", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
        pem("redis.key", "PRIVATE KEY", keys.getKey("redis", password).getEncoded());
        return store;
    }

    private void pem(String file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
