package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.hub.RecentUpdates.Recent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept in memory of the log's end: all that follows a place, or nothing. */
class RecentUpdatesTest {

    private final RecentUpdates recent = new RecentUpdates();

    private static LoggedUpdate at(long place, int characters) {
        return new LoggedUpdate(
                place, "id-" + place, new Update(List.of("a"), "x".repeat(characters), false, null, null, null));
    }

    private @Nullable List<Long> after(long place, int limit) {
        List<Recent> found = recent.after(place, limit);
        return found == null
                ? null
                : found.stream().map(one -> one.logged().sequence()).toList();
    }

    @Test
    void everythingAfterAPlaceIsThereInOrder() {
        recent.restart(10);
        for (long place : new long[] {12, 15, 16}) {
            recent.add(at(place, 1));
        }
        assertThat(after(10, 9)).containsExactly(12L, 15L, 16L);
        assertThat(after(13, 9)).containsExactly(15L, 16L);
        assertThat(after(12, 1)).containsExactly(15L);
        assertThat(after(16, 9)).isEmpty();
    }

    @Test
    void whatFollowsAnEarlierPlaceIsNotClaimedToBeThere() {
        recent.restart(10);
        recent.add(at(12, 1));
        assertThat(after(9, 9)).isNull();
    }

    @Test
    void atFirstNobodyKnowsWhatTheLogHolds() {
        assertThat(after(EventLog.START, 9)).isNull();
        recent.add(at(12, 1));
        assertThat(after(EventLog.START, 9)).isNull();
        assertThat(after(11, 9)).containsExactly(12L);
    }

    @Test
    void whatTheLogHasAtTheStartIsLoaded() {
        ScriptedLog log = new ScriptedLog();
        for (int i = 0; i < 3; i++) {
            var _ = log.append(at(1, 1).update());
        }
        recent.load(log, 6);
        assertThat(after(EventLog.START, 9)).containsExactly(3L, 6L);
        log.discardUpTo(3);
        recent.load(log, 9);
        assertThat(after(EventLog.START, 9)).isNull();
        assertThat(after(3, 9)).containsExactly(6L, 9L);
    }

    @Test
    void aLogThatCannotBeReadAtTheStartIsAskedLater() {
        ScriptedLog log = new ScriptedLog();
        var _ = log.append(at(1, 1).update());
        log.fail();
        recent.load(log, 3);
        assertThat(after(EventLog.START, 9)).isNull();
    }

    @Test
    void afterANewStartNothingFromBeforeIsThere() {
        recent.restart(0);
        recent.add(at(1, 1));
        recent.restart(5);
        assertThat(after(4, 9)).isNull();
        assertThat(after(5, 9)).isEmpty();
        recent.add(at(6, 1));
        assertThat(after(5, 9)).containsExactly(6L);
    }

    @Test
    void whatIsBeforeATearIsNotGivenWithWhatIsAfterIt() {
        recent.restart(0);
        recent.add(at(1, 1));
        recent.tear();
        assertThat(after(1, 9)).isNull();
        recent.add(at(8, 1));
        recent.add(at(9, 1));
        assertThat(after(1, 9)).isNull();
        assertThat(after(6, 9)).isNull();
        assertThat(after(7, 9)).containsExactly(8L, 9L);
    }

    @Test
    void neitherNumberNorSizeGrowsWithoutBound() {
        recent.restart(0);
        for (long place = 1; place <= RecentUpdates.MOST + 10; place++) {
            recent.add(at(place, 1));
        }
        assertThat(after(9, 1)).isNull();
        assertThat(after(10, 1)).containsExactly(11L);
        int half = (int) (RecentUpdates.MOST_CHARACTERS / 2);
        for (long place = 5_001; place <= 5_003; place++) {
            recent.add(at(place, half));
        }
        assertThat(after(5_001, 9)).isNull();
        recent.add(at(5_004, 2 * half + 1));
        assertThat(after(5_003, 9)).containsExactly(5_004L);
        assertThat(after(5_002, 9)).isNull();
    }

    @Test
    void theEventIsEncodedOnceForEverybody() {
        recent.restart(0);
        recent.add(at(1, 3));
        Recent first = Objects.requireNonNull(recent.after(0, 1)).getFirst();
        Recent second = Objects.requireNonNull(recent.after(0, 1)).getFirst();
        assertThat(first.event()).isEqualTo(Frame.of(at(1, 3)).bytes()).isSameAs(second.event());
    }

    @Test
    void whateverWasAddedAnAnswerHasNoHole() {
        Random random = new Random(7);
        List<Long> all = new ArrayList<>();
        long place = 100;
        recent.restart(place);
        for (int step = 0; step < 20_000; step++) {
            place += 1 + random.nextInt(3);
            recent.add(at(place, random.nextInt(4_000)));
            all.add(place);
            long from = place - random.nextInt(12_000);
            List<Long> found = after(from, 7);
            if (found != null) {
                int begin = 0;
                int end = all.size();
                while (begin < end) {
                    int middle = (begin + end) >>> 1;
                    if (all.get(middle) <= from) {
                        begin = middle + 1;
                    } else {
                        end = middle;
                    }
                }
                assertThat(found).isEqualTo(all.subList(begin, Math.min(begin + 7, all.size())));
            }
        }
    }
}
