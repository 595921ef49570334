package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a hub tells about itself adds up. */
class HubListenerTest {

    private static final Matchers MATCHERS = new Matchers("https://hub.example/.well-known/mercure");
    private static final List<TopicMatcher> EVERYTHING = List.of(MATCHERS.exact(TopicMatcher.WILDCARD));
    private static final Selection ALL = new Selection(EVERYTHING, EVERYTHING);
    private static final int BACKLOG = 1000;

    /** Adds up what it hears. */
    private static final class Sum implements HubListener {

        final AtomicInteger published = new AtomicInteger();
        final AtomicInteger notPublished = new AtomicInteger();
        final AtomicInteger subscribed = new AtomicInteger();
        final AtomicInteger unsubscribed = new AtomicInteger();
        final AtomicLong delivered = new AtomicLong();
        final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Outlet.Ending> ended = new ConcurrentLinkedQueue<>();
        final Map<WhenSlow, Long> dropped = new EnumMap<>(WhenSlow.class); // guarded by itself

        @Override
        public void published() {
            published.incrementAndGet();
        }

        @Override
        public void notPublished() {
            notPublished.incrementAndGet();
        }

        @Override
        public void subscribed(ResumePoint resumePoint) {
            subscribed.incrementAndGet();
        }

        @Override
        public void unsubscribed() {
            unsubscribed.incrementAndGet();
        }

        @Override
        public void ended(Outlet.Ending why) {
            ended.add(why);
        }

        @Override
        public void delivered(int events, long age) {
            delivered.addAndGet(events);
            nanos.add(age);
        }

        @Override
        public void dropped(WhenSlow how, long updates) {
            synchronized (dropped) {
                dropped.merge(how, updates, Long::sum);
            }
        }
    }

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptedLog log = new ScriptedLog();
    private final Sum sum = new Sum();
    private final Hub hub = new Hub(log, executor, 1, BACKLOG, sum, new RecentUpdates(0));

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void close() {
        hub.close();
        executor.shutdownNow();
    }

    private void publish(String data) {
        hub.publish(new Update(List.of("a"), data, false, null, null, null)).join();
        log.tellAll();
    }

    private Reader subscribed(WhenSlow whenSlow) {
        Reader reader = new Reader();
        return reader.of(hub.subscribe(ALL, new Cursor.Live(), whenSlow, reader));
    }

    @Test
    void everyDeliveryIsToldOnceWithItsAge() {
        Reader one = subscribed(WhenSlow.DISCONNECT);
        Reader two = subscribed(WhenSlow.DISCONNECT);
        long began = System.nanoTime();
        for (int i = 1; i <= 100; i++) {
            publish(String.valueOf(i));
        }
        one.dataUntil("100");
        two.dataUntil("100");
        await().untilAsserted(() -> assertThat(sum.delivered).hasValue(200));
        assertThat(sum.published).hasValue(100);
        long most = System.nanoTime() - began;
        assertThat(sum.nanos).allSatisfy(age -> assertThat(age).isBetween(0L, most));
    }

    @Test
    void historyHasNoAge() {
        publish("1");
        Reader reader = Reader.subscribed(hub, ALL, new Cursor.Earliest());
        reader.dataUntil("1");
        reader.subscription().close();
        await().untilAsserted(() -> assertThat(sum.delivered).hasValue(1));
        assertThat(sum.nanos).containsExactly(-1L);
    }

    @Test
    void whoComesAlsoGoesOnce() {
        Reader reader = subscribed(WhenSlow.DISCONNECT);
        assertThat(sum.subscribed).hasValue(1);
        assertThat(sum.unsubscribed).hasValue(0);
        reader.subscription().close();
        reader.subscription().close();
        assertThat(sum.unsubscribed).hasValue(1);
        assertThat(sum.ended).isEmpty();
    }

    @Test
    void theBacklogOfASlowClientIsSeenUntilItIsEnded() {
        Reader slow = subscribed(WhenSlow.DISCONNECT);
        slow.stopReading();
        publish("x".repeat(500));
        await().untilAsserted(() -> assertThat(hub.backlog().largest()).isBetween(500L, 700L));
        assertThat(hub.backlog().bytes()).isEqualTo(hub.backlog().largest());
        publish("x".repeat(600));
        await().untilAsserted(() -> {
            assertThat(sum.ended).containsExactly(Outlet.Ending.TOO_SLOW);
            assertThat(sum.unsubscribed).hasValue(1);
            assertThat(hub.backlog()).isEqualTo(new Hub.Backlog(0, 0));
        });
    }

    @Test
    void whatWasDroppedIsTold() {
        Reader slow = subscribed(WhenSlow.DROP_OLDEST);
        slow.stopReading();
        for (int i = 0; i < 20; i++) {
            publish("x".repeat(200));
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            synchronized (sum.dropped) {
                assertThat(sum.dropped.getOrDefault(WhenSlow.DROP_OLDEST, 0L)).isPositive();
            }
        });
        assertThat(sum.ended).isEmpty();
    }

    @Test
    void aCanaryReachesOnlyWhoNamesIt() {
        Update canary = Update.canary("mine");
        assertThat(ALL.admits(canary)).isFalse();
        TopicMatcher pattern =
                MATCHERS.matcher(MatcherType.URL_PATTERN, "https://hub.example/.well-known/mercure/canaries/:name");
        assertThat(new Selection(List.of(pattern), EVERYTHING).admits(canary)).isFalse();
        TopicMatcher exact = MATCHERS.exact(canary.topics().getFirst());
        assertThat(new Selection(List.of(exact), List.of()).admits(canary)).isTrue();
        assertThat(new Selection(List.of(exact), List.of()).admits(Update.canary("other")))
                .isFalse();
    }
}
