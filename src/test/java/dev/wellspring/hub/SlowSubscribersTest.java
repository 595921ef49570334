package dev.wellspring.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What becomes of those who do not keep up: they lose what they agreed to lose, and nothing else. */
class SlowSubscribersTest {

    private static final Matchers MATCHERS = new Matchers("https://hub.example/.well-known/mercure");
    private static final Selection EVERYTHING =
            new Selection(List.of(MATCHERS.exact(TopicMatcher.WILDCARD)), List.of());
    private static final int BACKLOG = 2000;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptedLog log = new ScriptedLog();
    private final Hub hub = new Hub(log, executor, 1, BACKLOG, HubListener.NONE, new RecentUpdates(0));

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void close() {
        hub.close();
        executor.shutdownNow();
    }

    private Reader subscribed(WhenSlow whenSlow) {
        Reader reader = new Reader();
        return reader.of(hub.subscribe(EVERYTHING, new Cursor.Live(), whenSlow, reader));
    }

    private void publish(String topic, String data) {
        var _ = hub.publish(new Update(List.of(topic), data, false, null, null, null));
        log.tellAll();
    }

    /** There is one courier, which visits members in the order they came: whoever came before has been visited. */
    private void awaitVisited() {
        Reader witness = subscribed(WhenSlow.DISCONNECT);
        publish("end", "end");
        witness.dataUntil("end");
        witness.subscription().close();
    }

    @Test
    void conflationKeepsTheNewestOfEachTopicInTheOrderOfTheLog() {
        Reader slow = subscribed(WhenSlow.CONFLATE);
        slow.stopReading();
        for (int i = 1; i <= 300; i++) {
            publish(i == 5 ? "rare" : "t" + i % 3, String.valueOf(i));
            if (i % 20 == 0) {
                awaitVisited();
            }
        }
        awaitVisited();
        slow.readOn();
        List<String> data = slow.dataUntil("end");
        // What came after the last conflation is still complete; before it there is one update of each topic.
        assertThat(data).hasSizeLessThan(120).contains("5", "298", "299", "300");
        // The witness' own updates all say the same.
        assertThat(data.stream().filter(text -> !text.equals("end")).map(Integer::valueOf))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(slow.ids()).isSorted().doesNotHaveDuplicates();
        assertThat(slow.isEnded()).isFalse();
    }

    @RepeatedTest(20)
    void conflationNeverLosesTheLastWord(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Reader slow = subscribed(WhenSlow.CONFLATE);
        Map<String, String> last = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(40) == 0) {
                slow.stopReading();
            } else if (random.nextInt(60) == 0) {
                slow.readOn();
            }
            String topic = "t" + random.nextInt(8);
            last.put(topic, topic + "=" + i);
            publish(topic, topic + "=" + i);
        }
        awaitVisited();
        slow.readOn();
        Map<String, String> seen = new LinkedHashMap<>();
        List<Integer> numbers = new ArrayList<>();
        for (String data : slow.dataUntil("end")) {
            String[] parts = data.split("=", 2);
            seen.put(parts[0], data);
            numbers.add(Integer.valueOf(parts[1]));
        }
        assertThat(seen).as("seed %d", repetition.getCurrentRepetition()).containsExactlyInAnyOrderEntriesOf(last);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void conflationThatDoesNotHelpEndsTheSubscription() {
        Reader slow = subscribed(WhenSlow.CONFLATE);
        slow.stopReading();
        for (int i = 1; i <= 200; i++) {
            publish("t" + i, String.valueOf(i));
        }
        assertThat(slow.awaitEnd()).isEqualTo(Outlet.Ending.TOO_SLOW);
    }

    @Test
    void droppingKeepsTheNewestAndTellsHowManyAreMissing() {
        Reader slow = subscribed(WhenSlow.DROP_OLDEST);
        slow.stopReading();
        for (int i = 1; i <= 300; i++) {
            publish("t", String.valueOf(i));
        }
        awaitVisited();
        slow.readOn();
        List<String> data = slow.dataUntil("end");
        String gap = data.getFirst();
        assertThat(gap).endsWith(" dropped");
        int dropped = Integer.parseInt(gap.substring(0, gap.indexOf(' ')));
        assertThat(data.subList(1, data.size()))
                .isEqualTo(Stream.iterate(dropped + 1, i -> i <= 300, i -> i + 1)
                        .map(String::valueOf)
                        .toList());
        assertThat(dropped).isPositive();
        assertThat(slow.isEnded()).isFalse();
    }

    @Test
    void aStuckSubscriberThatDropsHoldsNoMoreThanTheBound() {
        Reader stuck = subscribed(WhenSlow.DROP_OLDEST);
        stuck.stopReading();
        for (int i = 1; i <= 1000; i++) {
            publish("t", "x".repeat(100));
        }
        awaitVisited();
        assertThat(stuck.subscription().backlog()).isLessThanOrEqualTo(BACKLOG);
    }

    @Test
    void whatTheHistoryHasAlreadyIsNoBacklog() {
        for (int i = 1; i <= 200; i++) {
            var _ = hub.publish(new Update(List.of("t"), String.valueOf(i), false, null, null, null));
        }
        // The dispatcher has heard of nothing yet, so all of it comes through the chain once more.
        Reader reader = new Reader();
        reader.of(hub.subscribe(EVERYTHING, new Cursor.Earliest(), WhenSlow.DISCONNECT, reader));
        await().until(() -> hub.audienceCount() == 1);
        reader.stopReading();
        log.tellAll();
        awaitVisited();
        assertThat(reader.isEnded()).isFalse();
        assertThat(reader.subscription().backlog()).isLessThan(100);
        reader.readOn();
        assertThat(reader.dataUntil("end")).hasSize(200);
    }

    @Test
    void anUpdateThatCannotBeDispatchedEndsTheSubscriptionsInsteadOfLeavingAGap() {
        Reader reader = subscribed(WhenSlow.DISCONNECT);
        publish("t", "1");
        reader.dataUntil("1");
        log.tell(List.of(new LoggedUpdate(50, "two\nlines", update("t"))));
        assertThat(reader.awaitEnd()).isEqualTo(Outlet.Ending.CLOSING);
        Reader next = subscribed(WhenSlow.DISCONNECT);
        publish("t", "2");
        assertThat(next.dataUntil("2")).isEmpty();
    }

    private static Update update(String topic) {
        return new Update(List.of(topic), new String("x".getBytes(UTF_8), UTF_8), false, null, null, null);
    }
}
