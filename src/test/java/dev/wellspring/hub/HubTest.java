package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub step by step, over a log that does what the test says. */
class HubTest {

    private static final Matchers MATCHERS = new Matchers("https://hub.example/.well-known/mercure");
    private static final Selection A = selecting("a");
    private static final int BACKLOG = 1000;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptedLog log = new ScriptedLog();
    private final Hub hub = new Hub(log, executor, 1, BACKLOG, HubListener.NONE, new RecentUpdates(0));

    private static Selection selecting(String... topics) {
        List<TopicMatcher> matchers =
                List.of(topics).stream().map(MATCHERS::exact).toList();
        return new Selection(matchers, List.of());
    }

    private static Update update(String topic, String data) {
        return new Update(List.of(topic), data, false, null, null, null);
    }

    private LoggedUpdate publish(String topic, String data) {
        return hub.publish(update(topic, data)).join();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    /** Who gets an update live knows that all before it were dispatched: none of them can pile up any more. */
    private void awaitDispatched() {
        Reader witness = Reader.subscribed(hub, selecting("witness"), new Cursor.Live());
        publish("witness", "dispatched");
        log.tellAll();
        assertThat(witness.dataUntil("dispatched")).isEmpty();
        witness.subscription().close();
    }

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void close() {
        hub.close();
        executor.shutdownNow();
    }

    @Test
    void liveSubscribersGetWhatIsDispatchedAfterTheyCame() {
        // Who has got an update live knows that it was dispatched; a replay would show it earlier.
        Reader early = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "before");
        log.tellAll();
        assertThat(early.dataUntil("before")).isEmpty();
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "1");
        publish("b", "no");
        publish("a", "2");
        log.tellAll();
        assertThat(reader.dataUntil("2")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 512, 513, 1000})
    void replaysHistoriesOfEveryLength(int length) {
        for (int i = 1; i <= length; i++) {
            publish("a", String.valueOf(i));
        }
        awaitDispatched();
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        await().until(() -> hub.audienceCount() == 1);
        publish("a", "end");
        log.tellAll();
        assertThat(reader.dataUntil("end")).isEqualTo(numbers(1, length));
    }

    @ParameterizedTest
    @CsvSource({"1000, 0", "1000, 1", "1000, 255", "1000, 256", "1000, 257", "1000, 999", "1000, 1000", "257, 1"})
    void replaysFromEveryPlace(int length, int from) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            ids.add(publish("a", String.valueOf(i)).id());
        }
        awaitDispatched();
        Cursor cursor = from == 0 ? new Cursor.Earliest() : new Cursor.After(ids.get(from - 1));
        Reader reader = Reader.subscribed(hub, A, cursor);
        await().until(() -> hub.audienceCount() == 1);
        publish("a", "end");
        log.tellAll();
        assertThat(reader.dataUntil("end")).isEqualTo(numbers(from + 1, length));
    }

    @Test
    void replaysWhatIsRareInALongHistory() {
        for (int i = 1; i <= 2000; i++) {
            publish(i % 700 == 0 ? "a" : "b", String.valueOf(i));
        }
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        assertThat(reader.dataUntil("1400")).containsExactly("700");
    }

    @Test
    void takesPagesOfAnyLength() {
        log.largestPage(1);
        numbers(1, 20).forEach(i -> publish("a", i));
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        assertThat(reader.dataUntil("20")).isEqualTo(numbers(1, 19));
    }

    @Test
    void historyBeyondTheDispatcherIsNotSentTwice() {
        // The log is ahead: the pages have what the chain will bring again.
        numbers(1, 10).forEach(i -> publish("a", i));
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        assertThat(reader.dataUntil("10")).isEqualTo(numbers(1, 9));
        await().until(() -> hub.audienceCount() == 1);
        log.tell(4);
        log.tell(3);
        publish("a", "11");
        log.tellAll();
        assertThat(reader.dataUntil("11")).isEqualTo(numbers(1, 10));
    }

    @Test
    void liveSubscribersOfADispatcherThatLagsGetWhatItStillBrings() {
        numbers(1, 3).forEach(i -> publish("a", i));
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        log.tellAll();
        assertThat(reader.dataUntil("3")).isEqualTo(numbers(1, 2));
    }

    @Test
    void nothingIsLostBetweenTheLastPageAndTheChain() {
        // Each read is followed by one more update, which may be dispatched before, or after, the subscriber joins.
        for (int round = 0; round < 30; round++) {
            ScriptedLog ownLog = new ScriptedLog();
            Hub own = new Hub(ownLog, executor, 1, BACKLOG, HubListener.NONE, new RecentUpdates(0));
            own.start();
            numbers(1, 5).forEach(i -> own.publish(update("a", i)).join());
            int[] next = {6};
            int tellEvery = round % 5 + 1;
            ownLog.afterRead(() -> {
                if (next[0] <= 12) {
                    own.publish(update("a", String.valueOf(next[0]++))).join();
                    if (next[0] % tellEvery == 0) {
                        ownLog.tell(tellEvery);
                    }
                }
            });
            Reader reader = Reader.subscribed(own, A, new Cursor.Earliest());
            await().until(() -> own.audienceCount() == 1);
            ownLog.afterRead(() -> {});
            own.publish(update("a", "end")).join();
            ownLog.tellAll();
            List<String> all = reader.dataUntil("end");
            assertThat(all).as("round %d", round).isEqualTo(numbers(1, all.size()));
            assertThat(all.size()).isGreaterThanOrEqualTo(5);
            own.close();
        }
    }

    @Test
    void saysFromWhereItResumes() {
        String id = publish("a", "1").id();
        Reader outlet = new Reader();
        assertThat(hub.subscribe(A, new Cursor.Live(), WhenSlow.DISCONNECT, outlet)
                        .resumePoint())
                .isEqualTo(new ResumePoint.None());
        assertThat(hub.subscribe(A, new Cursor.Earliest(), WhenSlow.DISCONNECT, outlet)
                        .resumePoint())
                .isEqualTo(new ResumePoint.Earliest());
        assertThat(hub.subscribe(A, new Cursor.After(id), WhenSlow.DISCONNECT, outlet)
                        .resumePoint())
                .isEqualTo(new ResumePoint.After(id));
        assertThat(hub.subscribe(A, new Cursor.After("?"), WhenSlow.DISCONNECT, outlet)
                        .resumePoint())
                .isEqualTo(new ResumePoint.Lost("?"));
    }

    @Test
    void anUnknownCursorGetsEverythingStored() {
        numbers(1, 3).forEach(i -> publish("a", i));
        Reader reader = Reader.subscribed(hub, A, new Cursor.After("nobody's"));
        assertThat(reader.dataUntil("3")).isEqualTo(numbers(1, 2));
    }

    @Test
    void aSubscriberThatDoesNotReadIsEndedAndContinuesWithoutLoss() {
        Reader slow = Reader.subscribed(hub, A, new Cursor.Live());
        Reader fast = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "1");
        log.tellAll();
        assertThat(slow.dataUntil("1")).isEmpty();
        slow.stopReading();
        for (int i = 2; i <= 200; i++) {
            publish("a", String.valueOf(i));
            log.tellAll();
        }
        assertThat(fast.dataUntil("200")).isEqualTo(numbers(1, 199));
        assertThat(slow.awaitEnd()).isEqualTo(Outlet.Ending.TOO_SLOW);
        assertThat(slow.data()).containsExactly("1");
        Reader again = Reader.subscribed(hub, A, new Cursor.After(slow.ids().getLast()));
        assertThat(again.dataUntil("200")).isEqualTo(numbers(2, 199));
    }

    @Test
    void aBacklogUpToTheLimitIsKept() {
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        reader.stopReading();
        publish("a", "x".repeat(BACKLOG / 2));
        log.tellAll();
        await().until(() -> reader.subscription().backlog() > BACKLOG / 2);
        publish("b", "y".repeat(BACKLOG)); // not for it
        log.tellAll();
        Reader other = Reader.subscribed(hub, selecting("b"), new Cursor.Live());
        publish("b", "end");
        log.tellAll();
        assertThat(other.dataUntil("end")).hasSizeLessThan(2);
        assertThat(reader.isEnded()).isFalse();
        reader.readOn();
        assertThat(reader.subscription().backlog()).isZero();
        assertThat(reader.data()).hasSize(1);
    }

    @Test
    void aSubscriberThatFallsBehindWhileItReplaysIsEndedToo() {
        numbers(1, 300).forEach(i -> publish("a", i));
        awaitDispatched();
        Reader reader = new Reader();
        Subscription subscription = hub.subscribe(A, new Cursor.Earliest(), WhenSlow.DISCONNECT, reader);
        reader.of(subscription);
        await().until(() -> hub.audienceCount() == 1);
        reader.stopReading();
        for (int i = 301; i <= 500; i++) {
            publish("a", String.valueOf(i));
        }
        log.tellAll();
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.TOO_SLOW);
        Reader again = Reader.subscribed(hub, A, new Cursor.After(reader.ids().getLast()));
        assertThat(again.dataUntil("500"))
                .isEqualTo(numbers(Integer.parseInt(reader.data().getLast()) + 1, 499));
    }

    @Test
    void aSubscriberThatDoesNotReadItsHistoryPilesNothingUp() {
        numbers(1, 300).forEach(i -> publish("a", i));
        log.tellAll();
        Reader reader = new Reader();
        reader.stopReading();
        reader.of(hub.subscribe(A, new Cursor.Earliest(), WhenSlow.DISCONNECT, reader));
        for (int i = 301; i <= 1000; i++) {
            publish("a", String.valueOf(i));
            log.tellAll();
        }
        Reader live = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "1001");
        log.tellAll();
        live.dataUntil("1001");
        assertThat(reader.isEnded()).isFalse();
        reader.readOn();
        assertThat(reader.dataUntil("1001")).isEqualTo(numbers(1, 1000));
    }

    @Test
    void aLogThatCannotBeReadEndsTheReplay() {
        publish("a", "1");
        log.afterRead(log::fail);
        log.largestPage(1);
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.LOG_UNAVAILABLE);
        assertThatThrownBy(() -> hub.subscribe(A, new Cursor.After("x"), WhenSlow.DISCONNECT, new Reader()))
                .isInstanceOf(LogUnavailable.class);
        await().until(() -> hub.audienceCount() == 0);
    }

    @Test
    void whereTheTailIsTornAllSubscriptionsEndAndContinueWithWhatIsThere() {
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "1");
        log.tellAll();
        assertThat(reader.dataUntil("1")).isEmpty();

        publish("a", "not told");
        log.tear();
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.DISCARDED);
        assertThat(hub.audienceCount()).isZero();

        Reader next = Reader.subscribed(hub, A, new Cursor.After(reader.ids().getLast()));
        log.tellAll();
        publish("a", "3");
        log.tellAll();
        assertThat(next.dataUntil("3")).containsExactly("not told");
    }

    @Test
    void aReplayThatRetentionOvertakesIsEnded() {
        numbers(1, 9).forEach(i -> publish("a", i));
        long fifth = log.readAfter(EventLog.START, 5).getLast().sequence();
        log.largestPage(2);
        log.beforeRead(() -> log.beforeRead(() -> log.discardUpTo(fifth)));
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.DISCARDED);
        assertThat(reader.data()).containsExactly("1", "2");
    }

    @Test
    void anOutletThatThrowsEndsOnlyItself() {
        Outlet broken = new Outlet() {
            @Override
            public void ready() {
                throw new IllegalStateException("A test.");
            }

            @Override
            public byte[] gap(long dropped) {
                return new byte[0];
            }

            @Override
            public void end(Ending why) {}
        };
        var _ = hub.subscribe(A, new Cursor.Live(), WhenSlow.DISCONNECT, broken);
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        publish("a", "1");
        log.tellAll();
        publish("a", "2");
        log.tellAll();
        assertThat(reader.dataUntil("2")).containsExactly("1");
    }

    @Test
    void whoLeftGetsNothingAndLeavesNothingBehind() {
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        Reader other = Reader.subscribed(hub, A, new Cursor.Live());
        assertThat(hub.audienceCount()).isEqualTo(1);
        reader.subscription().close();
        reader.subscription().close();
        publish("a", "1");
        log.tellAll();
        assertThat(other.dataUntil("1")).isEmpty();
        assertThat(reader.data()).isEmpty();
        assertThat(reader.isEnded()).isFalse();
        other.subscription().close();
        assertThat(hub.audienceCount()).isZero();
    }

    @Test
    void whoLeavesWhileItReplaysNeverJoins() throws InterruptedException {
        publish("a", "1");
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        log.beforeRead(reading::countDown);
        log.waitFor(gate);
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        reading.await();
        reader.stopReading();
        reader.subscription().close();
        gate.countDown();
        executor.close();
        assertThat(hub.audienceCount()).isZero();
    }

    @Test
    void closingEndsAll() {
        Reader live = Reader.subscribed(hub, A, new Cursor.Live());
        Reader replayed = Reader.subscribed(hub, selecting("b"), new Cursor.Earliest());
        await().until(() -> hub.audienceCount() == 2);
        hub.close();
        assertThat(live.awaitEnd()).isEqualTo(Outlet.Ending.CLOSING);
        assertThat(replayed.awaitEnd()).isEqualTo(Outlet.Ending.CLOSING);
        assertThat(hub.audienceCount()).isZero();
        hub.close();
    }

    @Test
    void closingEndsThoseWhoStillReplay() throws InterruptedException {
        publish("a", "1");
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        log.beforeRead(reading::countDown);
        log.waitFor(gate);
        Reader reader = Reader.subscribed(hub, A, new Cursor.Earliest());
        reading.await();
        hub.close();
        gate.countDown();
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.CLOSING);
        assertThat(hub.audienceCount()).isZero();
    }

    @Test
    void whoComesAfterTheCloseIsEndedAtOnce() {
        hub.close();
        Reader reader = Reader.subscribed(hub, A, new Cursor.Live());
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.CLOSING);
    }

    @Test
    void sharesOneAudienceAmongEqualSelections() {
        Reader.subscribed(hub, selecting("a", "b"), new Cursor.Live());
        Reader.subscribed(hub, selecting("a", "b"), new Cursor.Live());
        assertThat(hub.audienceCount()).isEqualTo(1);
        Reader.subscribed(
                hub, new Selection(selecting("a", "b").matchers(), List.of(MATCHERS.exact("a"))), new Cursor.Live());
        assertThat(hub.audienceCount()).isEqualTo(2);
    }
}
