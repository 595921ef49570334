package dev.wellspring.app;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagedExecutorTest {

    private final ManagedExecutor executor = new ManagedExecutor();

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void everyTaskRunsOnAVirtualThreadOfItsOwn() throws Exception {
        Thread first = executor.service().submit(Thread::currentThread).get(SOON.toSeconds(), TimeUnit.SECONDS);
        Thread second = executor.service().submit(Thread::currentThread).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(first.isVirtual()).isTrue();
        assertThat(second).isNotSameAs(first);
    }

    @Test
    void tasksRunWithTheClassLoaderOfWhoSubmittedThem() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
            Thread.currentThread().setContextClassLoader(application);
            Future<ClassLoader> seen =
                    executor.service().submit(() -> Thread.currentThread().getContextClassLoader());
            assertThat(seen.get(SOON.toSeconds(), TimeUnit.SECONDS)).isSameAs(application);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void tasksThatWaitForEachOtherDoNotBlockTheExecutor() throws Exception {
        CountDownLatch all = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            executor.service().execute(() -> {
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(all.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingInterruptsWhatRunsAndTakesNothingMore() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        executor.service().execute(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            ended.countDown();
        });
        assertThat(running.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        executor.close();
        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.service().execute(() -> {}));
        executor.close();
    }
}
