package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Rounds over members who come and go. */
class ShareTest {

    private static final Selection NOTHING = new Selection(List.of(), List.of());

    private final Share share = new Share(new Audience(NOTHING), new Courier(1, 1));
    private final Dispatcher dispatcher = new Dispatcher(1, 1);

    private Subscription member() {
        return new Subscription(dispatcher, NOTHING, WhenSlow.DISCONNECT, new Reader(), new ResumePoint.None());
    }

    private Set<Subscription> round() {
        Set<Subscription> visited = new LinkedHashSet<>();
        boolean over = false;
        while (!over) {
            over = share.visit(3, member -> assertThat(visited.add(member)).isTrue());
        }
        return visited;
    }

    @RepeatedTest(20)
    void everyRoundVisitsEveryMemberOnce(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Subscription> here = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            if (random.nextInt(100) < (step < 250 ? 60 : 40) || here.isEmpty()) {
                here.add(member());
                share.add(here.getLast());
            } else {
                share.remove(here.remove(random.nextInt(here.size())));
            }
            if (random.nextInt(5) == 0) {
                assertThat(round()).containsExactlyInAnyOrderElementsOf(here);
            }
            assertThat(share.isEmpty()).isEqualTo(here.isEmpty());
        }
    }

    @Test
    void whoIsThereWhenARoundBeginsIsVisitedWhateverHappensMeanwhile() {
        List<Subscription> stay = new ArrayList<>();
        List<Subscription> leave = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Subscription member = member();
            share.add(member);
            (i % 3 == 0 ? stay : leave).add(member);
        }
        Set<Subscription> visited = new LinkedHashSet<>();
        assertThat(share.visit(1, visited::add)).isFalse();
        leave.forEach(share::remove);
        share.add(member());
        while (!share.visit(7, visited::add)) {
            share.add(member());
        }
        assertThat(visited).containsAll(stay);
    }

    @Test
    void leavingTwiceRemovesNobodyElse() {
        Subscription first = member();
        Subscription second = member();
        share.add(first);
        share.remove(first);
        share.add(second);
        share.remove(first);
        assertThat(round()).containsExactly(second);
    }

    @Test
    void aCallIsAnsweredByARoundThatBeginsAfterIt() {
        share.add(member());
        share.add(member());
        assertThat(share.call()).isTrue();
        assertThat(share.call()).isFalse();
        assertThat(share.visit(1, member -> {})).isFalse();
        assertThat(share.call()).as("in the middle of a round").isTrue();
    }

    @RepeatedTest(50)
    void noCallIsLost() throws InterruptedException {
        Courier courier = new Courier(1, Long.MAX_VALUE);
        Share called = new Share(new Audience(NOTHING), courier);
        CountDownLatch seenLast = new CountDownLatch(1);
        AtomicBoolean last = new AtomicBoolean();
        Outlet outlet = new Outlet() {
            @Override
            public void ready() {
                if (last.get()) {
                    seenLast.countDown();
                }
            }

            @Override
            public byte[] gap(long dropped) {
                return new byte[0];
            }

            @Override
            public void end(Ending why) {}
        };
        called.add(new Subscription(dispatcher, NOTHING, WhenSlow.DISCONNECT, outlet, new ResumePoint.None()));
        courier.start();
        for (int i = 0; i < 1000; i++) {
            courier.call(called);
        }
        last.set(true);
        courier.call(called);
        assertThat(seenLast.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        courier.close();
    }
}
