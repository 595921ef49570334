package dev.wellspring.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventLog} does. A log that passes can be put under the hub. */
@Timeout(60)
public abstract class EventLogContract {

    private final List<EventLog> opened = new ArrayList<>();

    /** Opens the log of this test, again if it was closed. */
    protected abstract EventLog open();

    /** Opens the log of this test, keeping that many updates, as exactly as it can. */
    protected abstract EventLog openKeeping(int updates);

    /** Opens a log that has nothing to do with the one of this test. */
    protected abstract EventLog openAnother();

    /** Whether the log of this test is still there when it is opened again. */
    protected abstract boolean isDurable();

    @AfterEach
    void closeAll() {
        opened.forEach(EventLog::close);
    }

    private EventLog log() {
        return closing(open());
    }

    private EventLog closing(EventLog log) {
        opened.add(log);
        return log;
    }

    // Fixtures

    protected static Update update(String data) {
        return new Update(List.of("https://example.com/books/1"), data, false, null, null, null);
    }

    protected static Update updateWithId(String id) {
        return new Update(List.of("https://example.com/books/1"), "of " + id, false, id, null, null);
    }

    protected static LoggedUpdate append(EventLog log, Update update) {
        return log.append(update).join();
    }

    protected static List<LoggedUpdate> appendAll(EventLog log, int count) {
        List<CompletableFuture<LoggedUpdate>> futures = IntStream.range(0, count)
                .mapToObj(i -> log.append(update("number " + i)))
                .toList();
        return futures.stream().map(CompletableFuture::join).toList();
    }

    protected static List<LoggedUpdate> readAll(EventLog log) {
        List<LoggedUpdate> all = new ArrayList<>();
        long place = EventLog.START;
        while (true) {
            List<LoggedUpdate> page = log.readAfter(place, 100);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            place = page.getLast().sequence();
        }
    }

    // Appending and reading

    @Test
    void anUpdateIsReadAsItWasPublished() {
        EventLog log = log();
        List<Update> updates = List.of(
                update("plain"),
                update(""),
                new Update(List.of("a"), "private", true, null, null, null),
                new Update(List.of("a", "b", "", "3:x", "line\nbreak"), "topics", false, "own", "type", 0L),
                new Update(List.of("泉"), "多行\r\n数据\r🚰\n", true, "编号 1", "消息", Long.MAX_VALUE),
                new Update(List.of("'; DROP TABLE updates; --"), "\u0000 in the middle \u0000", false, "?", "%", 1500L),
                new Update(List.of("x"), "y".repeat(300_000), false, null, "", null));

        List<LoggedUpdate> logged =
                updates.stream().map(update -> append(log, update)).toList();

        assertThat(logged).extracting(LoggedUpdate::update).isEqualTo(updates);
        assertThat(readAll(log)).isEqualTo(logged);
    }

    @Test
    void placesIncreaseInTheOrderOfAppending() {
        EventLog log = log();

        List<LoggedUpdate> logged = appendAll(log, 500);

        assertThat(logged.getFirst().sequence()).isGreaterThan(EventLog.START);
        assertThat(logged).extracting(LoggedUpdate::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(logged).extracting(LoggedUpdate::id).doesNotHaveDuplicates();
        assertThat(readAll(log)).isEqualTo(logged);
    }

    @Test
    void aPublishersOwnIdIsKeptAndOthersAreMade() {
        EventLog log = log();

        assertThat(append(log, updateWithId("mine")).id()).isEqualTo("mine");
        assertThat(append(log, update("x")).id()).matches("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @Test
    void pagesBeginAfterThePlaceAndEndWithTheLimit() {
        EventLog log = log();
        List<LoggedUpdate> logged = appendAll(log, 10);

        assertThat(log.readAfter(EventLog.START, 3)).isEqualTo(logged.subList(0, 3));
        assertThat(log.readAfter(logged.get(2).sequence(), 3)).isEqualTo(logged.subList(3, 6));
        assertThat(log.readAfter(logged.get(8).sequence(), 3)).isEqualTo(logged.subList(9, 10));
        assertThat(log.readAfter(logged.get(9).sequence(), 3)).isEmpty();
        assertThat(log.readAfter(logged.get(9).sequence() + 1_000, 3)).isEmpty();
    }

    @Test
    void anEmptyLogHasNothingToRead() {
        EventLog log = log();

        assertThat(log.readAfter(EventLog.START, 10)).isEmpty();
        assertThat(log.head()).isEqualTo(new EventLog.Head(EventLog.START, null, 0));
    }

    @Test
    void largePayloadsComeInSeveralPagesAndNoneIsMissed() {
        EventLog log = log();
        String large = "x".repeat(400_000);
        List<LoggedUpdate> logged = IntStream.range(0, 12)
                .mapToObj(i -> append(log, update(i + large)))
                .toList();

        assertThat(readAll(log)).isEqualTo(logged);
    }

    @Test
    void theHeadIsTheNewest() {
        EventLog log = log();
        LoggedUpdate last = appendAll(log, 7).getLast();

        assertThat(log.head()).isEqualTo(new EventLog.Head(last.sequence(), last.id(), 7));

        LoggedUpdate own = append(log, updateWithId("mine"));

        assertThat(log.head()).isEqualTo(new EventLog.Head(own.sequence(), "mine", 8));
    }

    // Finding

    @Test
    void everyStoredIdIsFound() {
        EventLog log = log();
        List<LoggedUpdate> logged = new ArrayList<>(appendAll(log, 50));
        logged.add(append(log, updateWithId("mine")));
        logged.add(append(log, updateWithId("")));
        logged.add(append(log, update("last")));

        for (LoggedUpdate one : logged) {
            assertThat(log.find(one.id())).as(one.id()).hasValue(one.sequence());
        }
    }

    @Test
    void anIdThatSeveralUpdatesCarryIsThatOfTheEarliest() {
        EventLog log = log();
        LoggedUpdate first = append(log, updateWithId("twice"));
        append(log, update("between"));
        append(log, updateWithId("twice"));
        LoggedUpdate made = append(log, update("made"));
        append(log, updateWithId(made.id()));

        assertThat(log.find("twice")).hasValue(first.sequence());
        assertThat(log.find(made.id())).hasValue(made.sequence());
    }

    @Test
    void anUnknownIdIsNotFound() {
        EventLog log = log();
        append(log, updateWithId("mine"));

        for (String id : List.of("", "MINE", "mine ", "earliest", "urn:uuid:", "%", "0", "1", "\u0000")) {
            assertThat(log.find(id)).as(id).isEmpty();
        }
        assertThat(log.find("urn:uuid:" + UUID.randomUUID())).isEmpty();
    }

    @Test
    void anIdOfAnotherLogIsNotFound() {
        EventLog log = log();
        EventLog another = closing(openAnother());
        appendAll(log, 20);

        for (LoggedUpdate foreign : appendAll(another, 20)) {
            assertThat(log.find(foreign.id())).isEmpty();
        }
        assertThat(log.find(new SealedIds(new byte[16], 0).seal(1))).isEmpty();
    }

    @Test
    void anIdOfAnotherLogIsFoundIfAPublisherHasBroughtIt() {
        EventLog log = log();
        EventLog another = closing(openAnother());
        LoggedUpdate foreign = append(another, update("there"));
        append(log, update("here"));

        LoggedUpdate bridged = append(log, updateWithId(foreign.id()));

        assertThat(log.find(foreign.id())).hasValue(bridged.sequence());
    }

    // Retention

    @Test
    void theOldestIsDiscardedAndItsIdIsUnknown() {
        EventLog log = closing(openKeeping(10));
        LoggedUpdate own = append(log, updateWithId("mine"));
        List<LoggedUpdate> logged = appendAll(log, 1_000);

        await().until(() -> log.head().count() < 500);
        assertThat(log.find(own.id())).isEmpty();
        assertThat(log.find(logged.getFirst().id())).isEmpty();
        assertThat(log.find(logged.getLast().id())).hasValue(logged.getLast().sequence());

        List<LoggedUpdate> kept = readAll(log);

        assertThat(kept).hasSizeGreaterThanOrEqualTo(10).hasSize((int)
                log.head().count());
        assertThat(kept).isEqualTo(logged.subList(logged.size() - kept.size(), logged.size()));
        for (LoggedUpdate one : kept) {
            assertThat(log.find(one.id())).hasValue(one.sequence());
        }
    }

    @Test
    void readingFromADiscardedPlaceBeginsWithTheOldest() {
        EventLog log = closing(openKeeping(10));
        List<LoggedUpdate> logged = appendAll(log, 1_000);
        await().until(() -> log.head().count() < 500);

        assertThat(log.readAfter(logged.getFirst().sequence(), 1)).isEqualTo(log.readAfter(EventLog.START, 1));
    }

    // The tail

    @Test
    void theTailIsToldEverythingInOrderOnce() {
        EventLog log = log();
        List<LoggedUpdate> told = Collections.synchronizedList(new ArrayList<>());

        assertThat(log.tail(told::addAll)).isEqualTo(EventLog.START);
        List<LoggedUpdate> logged = appendAll(log, 300);

        await().untilAsserted(() -> assertThat(List.copyOf(told)).isEqualTo(logged));
    }

    @Test
    void theTailIsToldBeforeThePublisher() {
        EventLog log = log();
        List<LoggedUpdate> told = Collections.synchronizedList(new ArrayList<>());
        log.tail(told::addAll);

        for (int i = 0; i < 50; i++) {
            LoggedUpdate logged = append(log, update("number " + i));
            assertThat(List.copyOf(told)).contains(logged);
        }
    }

    @Test
    void aListenerThatFailsIsToldTheNextAllTheSame() {
        EventLog log = log();
        List<LoggedUpdate> told = Collections.synchronizedList(new ArrayList<>());
        log.tail(batch -> {
            told.addAll(batch);
            throw new IllegalStateException("a listener that fails");
        });

        List<LoggedUpdate> logged = List.of(append(log, update("a")), append(log, update("b")));

        await().untilAsserted(() -> assertThat(List.copyOf(told)).isEqualTo(logged));
    }

    @Test
    void whatTheTailIsToldCanBeRead() {
        EventLog log = log();
        List<Boolean> found = Collections.synchronizedList(new ArrayList<>());
        log.tail(batch -> batch.forEach(one -> found.add(
                log.readAfter(one.sequence() - 1, 1).contains(one) && log.head().last() >= one.sequence())));

        appendAll(log, 100);

        await().untilAsserted(() -> assertThat(List.copyOf(found)).hasSize(100).doesNotContain(false));
    }

    // Concurrency

    @Test
    void onePublishersFuturesCompleteInOrder() {
        EventLog log = log();
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());

        CompletableFuture<?>[] futures = IntStream.range(0, 1_000)
                .mapToObj(i -> log.append(update("number " + i)).thenRun(() -> completed.add(i)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(futures).join();

        // What was complete before the action was attached runs it on the attaching thread, in order as well.
        assertThat(completed).hasSize(1_000);
        for (int i = 1; i < futures.length; i++) {
            assertThat(futures[i - 1]).isCompleted();
        }
    }

    @Test
    void allSeeTheSameOrderWhileManyPublishAndRead() throws Exception {
        EventLog log = log();
        int publishers = 8;
        int each = 150;
        List<LoggedUpdate> told = Collections.synchronizedList(new ArrayList<>());
        log.tail(told::addAll);
        CountDownLatch go = new CountDownLatch(1);

        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<List<LoggedUpdate>>> published = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                String name = "publisher " + p + ", ";
                published.add(threads.submit(() -> {
                    go.await();
                    List<LoggedUpdate> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.add(append(log, update(name + i)));
                    }
                    return mine;
                }));
            }
            List<Future<List<LoggedUpdate>>> followed = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                followed.add(threads.submit(() -> follow(log, publishers * each)));
            }
            go.countDown();

            for (Future<List<LoggedUpdate>> mine : published) {
                List<LoggedUpdate> logged = mine.get(30, TimeUnit.SECONDS);
                assertThat(logged).extracting(LoggedUpdate::sequence).isSorted();
                assertThat(List.copyOf(told)).containsAll(logged);
            }
            List<LoggedUpdate> all = readAll(log);
            assertThat(all).hasSize(publishers * each);
            assertThat(List.copyOf(told)).isEqualTo(all);
            for (Future<List<LoggedUpdate>> seen : followed) {
                assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(all);
            }
        }
    }

    private static List<LoggedUpdate> follow(EventLog log, int count) {
        List<LoggedUpdate> seen = new ArrayList<>();
        while (seen.size() < count) {
            long place = seen.isEmpty() ? EventLog.START : seen.getLast().sequence();
            seen.addAll(log.readAfter(place, 7));
            if (!seen.isEmpty()) {
                assertThat(log.find(seen.getLast().id()))
                        .hasValue(seen.getLast().sequence());
            }
        }
        return seen;
    }

    // The end, and the next beginning

    @Test
    void aClosedLogRefuses() {
        EventLog log = log();
        append(log, update("x"));

        log.close();
        log.close();

        assertThat(log.append(update("late")))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(LogUnavailable.class);
        assertThatThrownBy(() -> log.readAfter(EventLog.START, 1)).isInstanceOf(LogUnavailable.class);
        assertThatThrownBy(() -> log.find("x")).isInstanceOf(LogUnavailable.class);
    }

    @Test
    void whatWasAcceptedBeforeTheEndIsAnswered() {
        EventLog log = log();
        List<CompletableFuture<LoggedUpdate>> futures = IntStream.range(0, 200)
                .mapToObj(i -> log.append(update("number " + i)))
                .toList();

        log.close();

        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
        if (isDurable()) {
            assertThat(readAll(log()))
                    .isEqualTo(futures.stream().map(CompletableFuture::join).toList());
        }
    }

    @Test
    void aLogThatIsOpenedAgainGoesOnWhereItEndedOrIsAnotherOne() {
        EventLog before = log();
        List<LoggedUpdate> logged = new ArrayList<>(appendAll(before, 20));
        logged.add(append(before, updateWithId("mine")));
        EventLog.Head head = before.head();
        before.close();

        EventLog after = log();

        if (isDurable()) {
            assertThat(readAll(after)).isEqualTo(logged);
            assertThat(after.head()).isEqualTo(head);
            assertThat(after.find(logged.getFirst().id()))
                    .isEqualTo(OptionalLong.of(logged.getFirst().sequence()));
            assertThat(after.find("mine")).isEqualTo(OptionalLong.of(head.last()));
            assertThat(after.tail(_ -> {})).isEqualTo(head.last());
            assertThat(append(after, update("next")).sequence()).isGreaterThan(head.last());
        } else {
            assertThat(readAll(after)).isEmpty();
            appendAll(after, 30);
            assertThat(logged)
                    .allSatisfy(one -> assertThat(after.find(one.id())).isEmpty());
        }
    }
}
