package dev.wellspring.bench;

import dev.wellspring.journal.AppendLimits;
import dev.wellspring.history.MemoryEventLog;
import dev.wellspring.journal.Retention;
import dev.wellspring.hub.Cursor;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.Outlet;
import dev.wellspring.hub.Selection;
import dev.wellspring.hub.Subscription;
import dev.wellspring.hub.Update;
import dev.wellspring.hub.WhenSlow;
import dev.wellspring.topic.Matchers;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From publishing an update until 10,000 subscribers have taken it, without sockets: the time for each of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {

    private static final int SUBSCRIBERS = 10_000;
    private static final Update UPDATE = new Update(List.of("t"), "x".repeat(256), false, null, null, null);

    /** How many audiences they are divided into. */
    @Param({"1", "10000"})
    public int audiences;

    private final AtomicInteger missing = new AtomicInteger();
    private final Semaphore done = new Semaphore(0);
    private Hub hub;
    private MemoryEventLog log;

    private final class Reader implements Outlet {
        private volatile Subscription subscription;

        @Override
        public void ready() {
            while (subscription != null && subscription.poll() != null) {
                if (missing.decrementAndGet() == 0) {
                    done.release();
                }
            }
        }

        @Override
        public byte[] gap(long dropped) {
            throw new IllegalStateException("Nobody is slow here.");
        }

        @Override
        public void end(Ending why) {}
    }

    @Setup
    public void subscribe() {
        log = new MemoryEventLog(Retention.DEFAULT, AppendLimits.DEFAULT, Clock.systemUTC());
        hub = new Hub(log, Runnable::run, Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8), 1 << 20);
        hub.start();
        Matchers matchers = new Matchers("https://hub.example/.well-known/mercure");
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Selection selection =
                    new Selection(List.of(matchers.exact("t"), matchers.exact("own" + i % audiences)), List.of());
            Reader reader = new Reader();
            reader.subscription = hub.subscribe(selection, new Cursor.Live(), WhenSlow.DISCONNECT, reader);
        }
    }

    @TearDown
    public void close() {
        hub.close();
        log.close();
    }

    @Benchmark
    @OperationsPerInvocation(SUBSCRIBERS)
    public void deliver() throws InterruptedException {
        missing.set(SUBSCRIBERS);
        hub.publish(UPDATE);
        done.acquire();
    }
}
