package dev.wellspring.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A schedule whose time stands still until the test moves it: what has become due then runs in order, on the test's
 * thread, each task at its own time.
 *
 * <p>Tasks may be handed in by any thread; {@link #advance} is for one thread.
 */
public final class ManualSchedule extends AbstractExecutorService implements ScheduledExecutorService {

    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>(
            Comparator.<Task<?>>comparingLong(task -> task.due).thenComparingLong(task -> task.number));

    private long now = 1_000_000_000_000L; // guarded by this, like all below
    private long taken;
    private boolean shutdown;

    /** The time of this schedule, as {@link System#nanoTime} would tell it. */
    public synchronized long nanoTime() {
        return now;
    }

    /** How many tasks wait for their time. */
    public synchronized int waiting() {
        return tasks.size();
    }

    /** Moves the time on, and runs everything that becomes due on the way. */
    public void advance(Duration by) {
        long end = nanoTime() + by.toNanos();
        for (Task<?> due = nextUntil(end); due != null; due = nextUntil(end)) {
            due.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    /** Moves the time on while nothing runs, as if the machine had been busy; what is overdue runs afterwards. */
    public void stall(Duration by) {
        synchronized (this) {
            now += by.toNanos();
        }
        advance(Duration.ZERO);
    }

    private synchronized Task<?> nextUntil(long end) {
        Task<?> next = tasks.peek();
        if (next == null || next.due > end) {
            return null;
        }
        now = Math.max(now, next.due);
        return tasks.poll();
    }

    /** A wall clock that shows {@code start} now and goes by this schedule. */
    public ManualClock clock(Instant start, ZoneId zone) {
        return new ManualClock(this, start.minusNanos(nanoTime()), zone);
    }

    /** A wall clock that can be set, as people and NTP do. */
    public static final class ManualClock extends Clock {

        private final ManualSchedule schedule;
        private final ZoneId zone;
        private volatile Instant origin;

        private ManualClock(ManualSchedule schedule, Instant origin, ZoneId zone) {
            this.schedule = schedule;
            this.origin = origin;
            this.zone = zone;
        }

        /** Sets the clock forward, or back. */
        public void set(Duration by) {
            origin = origin.plus(by);
        }

        @Override
        public Instant instant() {
            return origin.plusNanos(schedule.nanoTime());
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new ManualClock(schedule, origin, other);
        }
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

        private final long due;
        private final long number;

        Task(Callable<V> callable, long due, long number) {
            super(callable);
            this.due = due;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public synchronized <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        if (shutdown) {
            throw new RejectedExecutionException("The schedule is shut down.");
        }
        Task<V> task = new Task<>(callable, now + unit.toNanos(delay), taken++);
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    command.run();
                    return null;
                },
                delay,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("Nothing needs it yet.");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("Nothing needs it yet.");
    }

    @Override
    public void execute(Runnable command) {
        var _ = schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        tasks.clear();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        List<Runnable> left = new ArrayList<>(tasks);
        shutdown();
        return left;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }
}
