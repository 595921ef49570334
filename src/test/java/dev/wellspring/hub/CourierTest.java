package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One courier and more than one audience: nobody waits for all the others. */
class CourierTest {

    private static final Selection NOTHING = new Selection(List.of(), List.of());
    private static final int LARGE = 10 * Courier.PORTION;

    private final Courier courier = new Courier(1, Long.MAX_VALUE);
    private final Dispatcher dispatcher = new Dispatcher(1, 1);
    private final AtomicInteger ofTheLarge = new AtomicInteger();

    @AfterEach
    void close() {
        courier.close();
    }

    private static Outlet outlet(Runnable whenReady) {
        return new Outlet() {
            @Override
            public void ready() {
                whenReady.run();
            }

            @Override
            public byte[] gap(long dropped) {
                return new byte[0];
            }

            @Override
            public void end(Ending why) {}
        };
    }

    private Share share(int members, Runnable visit) {
        Share share = new Share(new Audience(NOTHING), courier);
        for (int i = 0; i < members; i++) {
            share.add(
                    new Subscription(dispatcher, NOTHING, WhenSlow.DISCONNECT, outlet(visit), new ResumePoint.None()));
        }
        return share;
    }

    @Test
    void aSmallAudienceWaitsForAPortionOfALargeOneAndNotForAllOfIt() {
        AtomicReference<@Nullable Integer> before = new AtomicReference<>();
        Share small = share(1, () -> before.compareAndSet(null, ofTheLarge.get()));
        Share large = share(LARGE, () -> {
            if (ofTheLarge.getAndIncrement() == 0) {
                courier.call(small);
            }
        });
        courier.start();
        courier.call(large);
        await().until(() -> ofTheLarge.get() == LARGE && before.get() != null);
        assertThat(before.get())
                .as("visited of the large audience before the small one")
                .isEqualTo(Courier.PORTION);
    }

    @Test
    void aLargeAudienceThatIsCalledWithoutEndStarvesNoOther() {
        Share[] large = new Share[1];
        large[0] = share(LARGE, () -> {
            ofTheLarge.incrementAndGet();
            courier.call(large[0]);
        });
        List<AtomicInteger> visits = new ArrayList<>();
        List<Share> small = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            AtomicInteger count = new AtomicInteger();
            visits.add(count);
            small.add(share(1, count::incrementAndGet));
        }
        courier.start();
        courier.call(large[0]);
        await().until(() -> ofTheLarge.get() > LARGE);
        for (int round = 1; round <= 10; round++) {
            int expected = round;
            small.forEach(courier::call);
            await().until(() -> visits.stream().allMatch(count -> count.get() == expected));
        }
        int sinceThen = ofTheLarge.get();
        await("the large one has its turn as well").until(() -> ofTheLarge.get() > sinceThen + LARGE);
    }
}
