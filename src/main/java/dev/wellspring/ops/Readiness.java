package dev.wellspring.ops;

import dev.wellspring.hub.Cursor;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.Outlet;
import dev.wellspring.hub.Selection;
import dev.wellspring.hub.Subscription;
import dev.wellspring.hub.Update;
import dev.wellspring.hub.WhenSlow;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * A canary is a private update that is published, kept by the log and delivered to a subscription, like any other. Its topic
 * is in the namespace that nobody else can publish to, and reaches nobody else, not even who subscribes to everything
 * (Selection). It stays in the log until retention takes it, which is why there are few: whoever asks in between is told
 * what the last one has shown. A log that fails keeps no canary, so then the next one follows sooner.
 */

/**
 * Whether the hub works: found out by doing what it is for. Safe for use by any thread; who asks waits for a canary, at
 * most for the time it is given.
 */
public final class Readiness {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);
    private static final Duration BAD_FOR = Duration.ofSeconds(3);

    private final Hub hub;
    private final Update canary;
    private final Selection selection;
    private final BooleanSupplier draining;
    private final LongSupplier nanoTime;
    private @Nullable Health last; // guarded by this
    private long checked; // guarded by this

    /**
     * @param canary what is published to find out
     * @param selection selects it
     * @param draining whether the application is being stopped
     * @param nanoTime tells how old a result is
     */
    public Readiness(Hub hub, Update canary, Selection selection, BooleanSupplier draining, LongSupplier nanoTime) {
        this.hub = hub;
        this.canary = canary;
        this.selection = selection;
        this.draining = draining;
        this.nanoTime = nanoTime;
    }

    /** Returns whether requests should be sent here, and if not, why. */
    Health check() {
        return draining.getAsBoolean() ? Health.draining() : checkHub();
    }

    private synchronized Health checkHub() {
        Health known = last;
        long now = nanoTime.getAsLong();
        if (known == null || now - checked >= (known.isUp() ? GOOD_FOR : BAD_FOR).toNanos()) {
            known = fly();
            last = known;
            checked = nanoTime.getAsLong();
        }
        return known;
    }

    private Health fly() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Perch perch = new Perch();
        try (Subscription subscription = hub.subscribe(selection, new Cursor.Live(), WhenSlow.DISCONNECT, perch)) {
            perch.subscription.complete(subscription);
            hub.publish(canary).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return landed(perch, deadline);
        } catch (TimeoutException e) {
            return Health.logDown("The log has not kept an update within " + PATIENCE.toMillis() + " ms.");
        } catch (ExecutionException e) {
            return Health.logDown(
                    e.getCause() instanceof LogUnavailable unavailable
                            ? String.valueOf(unavailable.getMessage())
                            : "The log has failed; the server's log says how.");
        } catch (LogUnavailable e) {
            return Health.logDown(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.logDown("The check was interrupted.");
        }
    }

    private static Health landed(Perch perch, long deadline) throws InterruptedException {
        try {
            perch.landed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return Health.up();
        } catch (TimeoutException e) {
            return Health.deliveryDown(
                    "An update was kept and has not reached a subscription within " + PATIENCE.toMillis() + " ms.");
        } catch (ExecutionException e) {
            return Health.deliveryDown("The subscription was ended by the hub.");
        }
    }

    /** Where the canary lands. Nothing else is selected, so the first event is it. */
    private static final class Perch implements Outlet {

        private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        private final CompletableFuture<Boolean> landed = new CompletableFuture<>();

        @Override
        public void ready() {
            Subscription polled = subscription.getNow(null);
            while (polled != null && polled.poll() != null) {
                landed.complete(true);
            }
        }

        @Override
        public byte[] gap(long dropped) {
            return new byte[0];
        }

        @Override
        public void end(Ending why) {
            landed.completeExceptionally(new IllegalStateException(why.name()));
        }
    }
}
