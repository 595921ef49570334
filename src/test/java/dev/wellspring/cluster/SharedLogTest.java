package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes, one log; and what the keys of it are. */
@Timeout(60)
class SharedLogTest {

    private static RedisServer redis;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start().awaitReady();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    private EventLog open() {
        return Logs.open(redis.address(), name);
    }

    private EventLog openKeeping(Retention retention) {
        return Logs.open(redis.address(), name, retention);
    }

    private String key(String last) {
        return "{" + name + "}:" + last;
    }

    @Test
    void bothNodesAreToldTheSameOrderWhoeverPublishes() {
        try (EventLog one = open();
                EventLog other = open()) {
            Told toldToOne = new Told();
            Told toldToOther = new Told();
            assertThat(one.tail(toldToOne)).isEqualTo(EventLog.START);
            assertThat(other.tail(toldToOther)).isEqualTo(EventLog.START);

            List<CompletableFuture<LoggedUpdate>> answers = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                answers.add((i % 2 == 0 ? one : other).append(Logs.update("number " + i)));
            }
            List<LoggedUpdate> logged = answers.stream()
                    .map(CompletableFuture::join)
                    .sorted(Comparator.comparingLong(LoggedUpdate::sequence))
                    .toList();

            assertThat(toldToOne.until(logged.getLast())).isEqualTo(logged);
            assertThat(toldToOther.until(logged.getLast())).isEqualTo(logged);
            assertThat(Logs.readAll(one)).isEqualTo(logged);
            await().untilAsserted(() -> assertThat(one.head()).isEqualTo(other.head()));
            assertThat(one.head().count()).isEqualTo(2_000);
        }
    }

    @Test
    void anIdIsACursorOnEveryNode() {
        try (EventLog one = open();
                EventLog other = open()) {
            LoggedUpdate made = one.append(Logs.update("a")).join();
            LoggedUpdate brought = one.append(Logs.update("b", "mine")).join();
            LoggedUpdate last = other.append(Logs.update("c")).join();

            for (EventLog node : List.of(one, other)) {
                assertThat(node.find(made.id())).hasValue(made.sequence());
                assertThat(node.find("mine")).hasValue(brought.sequence());
                assertThat(node.readAfter(made.sequence(), 10)).containsExactly(brought, last);
            }
        }
    }

    @Test
    void thePublishersOwnNodeIsToldTheVeryUpdate() {
        try (EventLog log = open()) {
            Told told = new Told();
            log.tail(told);
            Update update = Logs.update("it");

            LoggedUpdate logged = log.append(update).join();

            assertThat(told.until(logged).getLast().update()).isSameAs(update);
        }
    }

    @Test
    void aNodeThatComesLaterIsToldWhatIsAppendedAfterwards() {
        try (EventLog one = open()) {
            LoggedUpdate before = one.append(Logs.update("before")).join();
            try (EventLog other = open()) {
                Told told = new Told();
                assertThat(other.tail(told)).isEqualTo(before.sequence());
                LoggedUpdate after = one.append(Logs.update("after")).join();

                assertThat(told.until(after)).containsExactly(after);
            }
        }
    }

    @Test
    void idsOfPublishersLeaveTheIndexWithTheirUpdates() {
        try (EventLog log = openKeeping(new Retention(10, 1L << 30, Duration.ofDays(1)))) {
            LoggedUpdate first = log.append(Logs.update("x", "twice")).join();
            for (int i = 0; i < 100; i++) {
                log.append(Logs.update("x", "id " + i)).join();
            }
            LoggedUpdate second = log.append(Logs.update("x", "twice")).join();

            await().until(() -> log.head().count() == 10);
            assertThat(log.find("twice")).hasValue(second.sequence());
            assertThat(log.find("id 5")).isEmpty();
            assertThat(log.discardedUpTo()).isGreaterThan(first.sequence()).isLessThan(second.sequence());
            assertThat(redis.command("ZCARD", key("ids"))).isEqualTo("10");
            assertThat(redis.command("XLEN", key("updates"))).isEqualTo("10");
        }
    }

    @Test
    void idsThatAreAlikeAreNotMixedUp() {
        try (EventLog log = open()) {
            List<String> ids = List.of("a", "a:", "a:0", "a0", "1:a", "aa", "a\n", "泉", "0000000000000001");
            for (String id : ids) {
                log.append(Logs.update("x", id)).join();
            }
            for (LoggedUpdate one : Logs.readAll(log)) {
                assertThat(log.find(one.id())).as(one.id()).hasValue(one.sequence());
            }
            assertThat(log.find("a:00")).isEmpty();
            assertThat(log.find("")).isEmpty();
        }
    }

    @Test
    void bytesAreCountedAndBounded() {
        try (EventLog log = openKeeping(new Retention(1_000_000, 10_000, Duration.ofDays(1)))) {
            for (int i = 0; i < 200; i++) {
                log.append(Logs.update("x".repeat(1_000))).join();
            }
            await().until(() -> log.storedBytes() <= 10_000);
            long counted = Long.parseLong(redis.command("HGET", key("life"), "bytes"));

            assertThat(counted).isEqualTo(log.head().count() * (1_000 + 100 + 27));
            assertThat(log.head().count()).isEqualTo(8);
        }
    }

    @Test
    void whatIsTooOldGoesWithoutAnyAppend() {
        try (EventLog log = openKeeping(new Retention(1_000_000, 1L << 30, Duration.ofMillis(200)))) {
            LoggedUpdate last = Stream.of("a", "b", "c")
                    .map(data -> log.append(Logs.update(data, data)).join())
                    .toList()
                    .getLast();

            await().until(() -> log.head().count() == 0);

            assertThat(log.head()).isEqualTo(new EventLog.Head(last.sequence(), null, 0));
            assertThat(log.discardedUpTo()).isEqualTo(last.sequence());
            assertThat(log.find("c")).isEmpty();
            assertThat(log.storedBytes()).isZero();
            assertThat(log.readAfter(EventLog.START, 10)).isEmpty();
        }
    }

    @Test
    void allKeysAreInOneSlotAndFew() {
        try (EventLog log = open()) {
            log.append(Logs.update("a", "b")).join();
            assertThat(redis.command("KEYS", "*" + name + "*").lines())
                    .hasSize(4)
                    .allSatisfy(key -> assertThat(key).startsWith("{" + name + "}:"));
        }
    }

    @Test
    void aNodeThatWasCutOffWhileUpdatesWereDiscardedIsToldThatItsTailIsTorn() throws Exception {
        Retention few = new Retention(10, 1L << 30, Duration.ofDays(1));
        try (CuttingProxy proxy = new CuttingProxy("127.0.0.1", redis.port());
                EventLog cutOff = Logs.open("redis://127.0.0.1:" + proxy.port(), name, few);
                EventLog other = openKeeping(few)) {
            Told told = new Told();
            cutOff.tail(told);
            LoggedUpdate seen = other.append(Logs.update("seen")).join();
            told.until(seen);

            proxy.stall();
            LoggedUpdate last = seen;
            for (int i = 0; i < 1_000; i++) {
                last = other.append(Logs.update("number " + i)).join();
            }
            proxy.cutAll();
            proxy.flow();

            List<LoggedUpdate> all = told.until(last);
            assertThat(told.tears()).isEqualTo(1);
            assertThat(told.beforeTear()).isEqualTo(1);
            assertThat(all.subList(1, all.size()))
                    .isEqualTo(Logs.readAfter(other, all.get(1).sequence() - 1));
        }
    }
}
