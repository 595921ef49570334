package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyncPlanTest {

    @Test
    void alwaysMeansEveryTransactionAndNoGaps() {
        SyncPlan plan = new SyncPlan(Durability.ALWAYS, Duration.ofMinutes(1));

        assertThat(plan.mustSync(2)).isTrue();
        assertThat(plan.nextAfterCrash(2, true)).isEqualTo(2);
        plan.committed(2, true);
        assertThat(plan.mustSync(3)).isTrue();
        assertThat(plan.isSyncDue()).isFalse();
    }

    @Test
    void placesGivenAwayWithoutASyncLieBeforeThoseThatFollowACrash() {
        SyncPlan plan = new SyncPlan(Durability.INTERVAL, Duration.ofMinutes(1));
        long onDisk = 0;
        long next = 1;
        int syncs = 0;

        for (int i = 0; i < 1_000; i++) {
            next += 700;
            boolean sync = plan.mustSync(next);
            long afterCrash = plan.nextAfterCrash(next, sync);
            assertThat(afterCrash).isGreaterThanOrEqualTo(next);
            if (sync) {
                onDisk = afterCrash;
                syncs++;
            }
            plan.committed(next, sync);
            // A power cut now leaves what the last sync has left.
            assertThat(onDisk).isGreaterThanOrEqualTo(next);
        }

        assertThat(syncs).isBetween(5, 10);
    }

    @Test
    void aTrickleIsSyncedWhenTheTimeIsOver() throws InterruptedException {
        SyncPlan plan = new SyncPlan(Durability.INTERVAL, Duration.ofMillis(2));
        plan.committed(2, true);
        Thread.sleep(3);
        assertThat(plan.isSyncDue()).isFalse();

        plan.committed(3, false);

        assertThat(plan.isSyncDue()).isTrue();
        plan.committed(3, true);
        assertThat(plan.mustSync(4)).isFalse();
    }
}
