package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.cluster.PresenceQueue.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is written of subscribers that come and go while Redis takes nothing. */
class PresenceQueueTest {

    private static final int ALL = 1000;

    private final PresenceQueue queue = new PresenceQueue();

    private List<String> take() throws InterruptedException {
        return queue.take(ALL, 0).stream().map(PresenceQueueTest::text).toList();
    }

    private static String text(Change change) {
        return (change.subscriptions() == null ? "-" : "+") + change.subscriber();
    }

    @Test
    void changesAreTakenInOrderAndCompleteWhenTheyWereWritten() throws InterruptedException {
        CompletableFuture<Void> a = queue.enter("a", "…");
        CompletableFuture<Void> b = queue.enter("b", "…");
        assertThat(take()).containsExactly("+a", "+b");
        assertThat(a).isNotDone();
        queue.written();
        assertThat(a).isCompleted();
        assertThat(b).isCompleted();
        CompletableFuture<Void> left = queue.leave("a");
        assertThat(take()).containsExactly("-a");
        queue.written();
        assertThat(left).isCompleted();
        assertThat(take()).isEmpty();
    }

    @Test
    void whoLeavesBeforeItWasWrittenIsNeverHeardOf() throws InterruptedException {
        CompletableFuture<Void> entered = queue.enter("a", "…");
        CompletableFuture<Void> left = queue.leave("a");
        assertThat(entered).isCancelled();
        assertThat(left).isCancelled();
        assertThat(take()).isEmpty();
        assertThat(queue.leave("nobody")).isCancelled();
        assertThat(take()).isEmpty();
    }

    @Test
    void whatWasNotWrittenIsTheFirstToBeWrittenAgain() throws InterruptedException {
        CompletableFuture<Void> a = queue.enter("a", "…");
        take();
        var _ = queue.enter("b", "…");
        queue.unwritten();
        assertThat(a).isNotDone();
        assertThat(take()).containsExactly("+a", "+b");
        queue.written();
        assertThat(a).isCompleted();
    }

    @Test
    void whoLeavesWhileItMayHaveBeenWrittenIsRemovedAndNotAnnounced() throws InterruptedException {
        CompletableFuture<Void> entered = queue.enter("a", "…");
        take();
        CompletableFuture<Void> left = queue.leave("a");
        queue.unwritten();
        assertThat(entered).isCancelled();
        assertThat(left).isCancelled();
        assertThat(take()).containsExactly("-a");
        queue.written();
        assertThat(take()).isEmpty();
    }

    @Test
    void whoLeavesWhileItIsBeingWrittenIsRemovedAfterwards() throws InterruptedException {
        CompletableFuture<Void> entered = queue.enter("a", "…");
        take();
        CompletableFuture<Void> left = queue.leave("a");
        queue.written();
        assertThat(entered).isCompleted();
        assertThat(left).isNotDone();
        assertThat(take()).containsExactly("-a");
        queue.written();
        assertThat(left).isCompleted();
    }

    @Test
    void whatIsForgottenIsNeverAnnounced() throws InterruptedException {
        var _ = queue.enter("written", "…");
        take();
        queue.written();
        CompletableFuture<Void> entered = queue.enter("a", "…");
        queue.forget();
        assertThat(entered).isCancelled();
        assertThat(queue.leave("written")).isCancelled();
        assertThat(take()).isEmpty();
    }

    @Test
    void afterTheEndNothingIsTakenIn() throws InterruptedException {
        CompletableFuture<Void> before = queue.enter("a", "…");
        queue.close();
        assertThat(queue.enter("b", "…")).isCancelled();
        assertThat(take()).containsExactly("+a");
        queue.written();
        assertThat(before).isCompleted();
    }
}
