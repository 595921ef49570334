package dev.wellspring.ops;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.HubListener;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.Outlet;
import dev.wellspring.hub.ResumePoint;
import dev.wellspring.hub.WhenSlow;
import dev.wellspring.stream.OpenStreams;
import dev.wellspring.stream.StreamEnd;
import dev.wellspring.stream.StreamListener;
import dev.wellspring.stream.Transports;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Everything that is counted, and its text for Prometheus. The table of it is in docs/operations.md.
 *
 * <p>Told by the threads that bring updates to subscribers, it costs them a few additions for each batch: no lock, no
 * allocation. Whatever has a label has all its values from the start, at 0. Safe for use by any thread.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/">Prometheus: metric and label naming</a>
 */
public final class Metrics implements HubListener, LogListener, StreamListener, AutoCloseable {

    private static final Duration[] LATENCIES = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    private static final Duration[] COMMITS = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Tally tally = new Tally(registry);
    private final Counts published = tally.of("wellspring.publishes", "Updates that the log has kept");
    private final Counts notPublished =
            tally.of("wellspring.publishes.failed", "Updates that were accepted and that the log has not kept");
    private final Counts delivered = tally.of("wellspring.deliveries", "Events handed to subscribers' connections");
    private final Counts unsubscribed = new Counts();
    private final Counts live = new Counts();
    private final Counts after = replays("after");
    private final Counts earliest = replays("earliest");
    private final Counts lost = replays("lost");
    private final Counts cursorsLost = gaps("cursor_lost");
    private final Counts discarded = gaps("discarded");
    private final Counts gapsDropped = gaps("dropped");
    private final Counts conflatedUpdates = dropped("conflate");
    private final Counts droppedUpdates = dropped("drop_oldest");
    private final Counts opened =
            tally.of("wellspring.streams.opened", "Streams opened, of the hub and of the lessons");
    private final Map<StreamEnd, Counts> ended = new EnumMap<>(StreamEnd.class);
    private final Counts logRefused =
            tally.of("wellspring.log.refused", "Updates refused by the log: the store failed, or too many waited");
    private final Timer latency;
    private final Timer commits;

    /** Counts from 0. */
    public Metrics() {
        for (StreamEnd why : StreamEnd.values()) {
            ended.put(why, tally.of("wellspring.streams.ended", "Streams that are over", "reason", Tally.label(why)));
        }
        latency = Timer.builder("wellspring.delivery.latency")
                .description("From the acceptance of an update to its hand-over to a subscriber's connection")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        commits = Timer.builder("wellspring.log.commit")
                .description("What the log takes to keep the updates of one transaction")
                .serviceLevelObjectives(COMMITS)
                .register(registry);
    }

    private static Duration[] millis(long... boundaries) {
        return Arrays.stream(boundaries).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private Counts replays(String from) {
        return tally.of("wellspring.replays", "Subscriptions that began with history", "from", from);
    }

    private Counts gaps(String cause) {
        return tally.of("wellspring.gaps", "Times a subscriber was left with a gap", "cause", cause);
    }

    private Counts dropped(String how) {
        return tally.of("wellspring.updates.dropped", "Updates left out for subscribers that agreed to it", "how", how);
    }

    /** Shows the state of these too, and of the virtual machine. Called once. */
    public void watch(Hub hub, EventLog eventLog, OpenStreams streams, Transports transports) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        gauge("wellspring.subscribers", "Subscriptions open now", this, Metrics::subscribers);
        gauge("wellspring.audiences", "Different selections among them", hub, Hub::audienceCount);
        gauge("wellspring.streams", "Streams open now, of the hub and of the lessons", streams, OpenStreams::count);
        gauge(
                "wellspring.log.updates",
                "Updates stored",
                eventLog,
                kept -> kept.head().count());
        gauge(
                "wellspring.native.transport",
                "1 as long as all subscribers' connections are handed over, else 0",
                transports,
                chosen -> chosen.obstacle() == null ? 1 : 0);
        bytes(
                "wellspring.backlog",
                "What waits for all subscribers",
                hub,
                it -> it.backlog().bytes());
        bytes(
                "wellspring.backlog.largest",
                "What waits for one subscriber, at most",
                hub,
                it -> it.backlog().largest());
        bytes("wellspring.log", "Bytes of updates stored, as retention counts", eventLog, EventLog::storedBytes);
    }

    private <T> void gauge(String name, String description, T watched, ToDoubleFunction<T> value) {
        Gauge.builder(name, watched, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private <T> void bytes(String name, String description, T watched, ToDoubleFunction<T> value) {
        Gauge.builder(name, watched, value)
                .description(description)
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private long subscribers() {
        // Those who left first: between the two sums there may be one more, never one less than none.
        long gone = unsubscribed.sum();
        return live.sum() + after.sum() + earliest.sum() + lost.sum() - gone;
    }

    /** Where others count. */
    Tally tally() {
        return tally;
    }

    /** Everything, in the media type asked for. */
    String text(String mediaType) {
        return registry.scrape(mediaType);
    }

    @Override
    public void published() {
        published.add(1);
    }

    @Override
    public void notPublished() {
        notPublished.add(1);
    }

    @Override
    public void subscribed(ResumePoint resumePoint) {
        switch (resumePoint) {
            case ResumePoint.None() -> live.add(1);
            case ResumePoint.After(String _) -> after.add(1);
            case ResumePoint.Earliest() -> earliest.add(1);
            case ResumePoint.Lost(String _) -> {
                lost.add(1);
                cursorsLost.add(1);
            }
        }
    }

    @Override
    public void unsubscribed() {
        unsubscribed.add(1);
    }

    @Override
    public void ended(Outlet.Ending why) {
        if (why == Outlet.Ending.DISCARDED) {
            discarded.add(1);
        }
    }

    @Override
    public void delivered(int events, long nanos) {
        delivered.add(events);
        if (nanos >= 0) {
            latency.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void dropped(WhenSlow how, long updates) {
        if (how == WhenSlow.CONFLATE) {
            conflatedUpdates.add(updates);
        } else {
            droppedUpdates.add(updates);
            gapsDropped.add(1);
        }
    }

    @Override
    public void committed(int updates, long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void refused(int updates) {
        logRefused.add(updates);
    }

    @Override
    public void opened(long connection, String remote) {
        opened.add(1);
    }

    @Override
    public void ended(long connection, StreamEnd why) {
        Objects.requireNonNull(ended.get(why)).add(1);
    }

    /** Counts nothing any more, and leaves no trace in the virtual machine. */
    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
