package dev.wellspring.app;

import dev.wellspring.auth.AccessControl;
import dev.wellspring.auth.AuthSettings;
import dev.wellspring.cluster.RedisAddress;
import dev.wellspring.cluster.RedisEventLog;
import dev.wellspring.cluster.RedisLogSettings;
import dev.wellspring.cluster.RedisPresence;
import dev.wellspring.history.MemoryEventLog;
import dev.wellspring.history.SqliteEventLog;
import dev.wellspring.history.SqliteSettings;
import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.LogListener;
import dev.wellspring.hub.SharedPresence;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import dev.wellspring.mercure.HubAddress;
import dev.wellspring.mercure.HubResource;
import dev.wellspring.mercure.Lifetime;
import dev.wellspring.mercure.Limits;
import dev.wellspring.mercure.MetadataResource;
import dev.wellspring.mercure.Presence;
import dev.wellspring.mercure.Publishing;
import dev.wellspring.mercure.Refusals;
import dev.wellspring.mercure.Subscribing;
import dev.wellspring.mercure.SubscriptionResource;
import dev.wellspring.ops.Metrics;
import dev.wellspring.stream.Keepalive;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub and what it is made of; registered as a feature, it is what Jersey serves of it. */
final class HubParts implements Feature, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HubParts.class);

    private final EventLog eventLog;
    private final Hub hub;
    private final Keepalive keepalive;
    private final Presence presence;
    private final AuthSettings auth;
    private final AccessControl accessControl;
    private final Limits limits;
    private final Publishing publishing;
    private final Subscribing subscribing;

    HubParts(Settings settings, InstantSource clock, Executor executor, Metrics metrics) {
        auth = AuthParts.of(settings);
        limits = limits(settings);
        eventLog = eventLog(settings, clock, metrics);
        hub = new Hub(eventLog, executor, couriers(), settings.subscriberBacklogBytes(), metrics);
        keepalive = new Keepalive(settings.heartbeat(), clock, System::nanoTime);
        presence = new Presence(hub, settings.subscriptionEvents(), sharedPresence(settings));
        HubAddress address = HubAddress.of(auth.resource().orElse(HubAddress.UNKNOWN));
        accessControl = new AccessControl(auth, address.matchers(), clock);
        publishing = new Publishing(hub, accessControl, limits, address);
        subscribing = new Subscribing(
                hub,
                accessControl,
                address,
                limits,
                new Lifetime(settings.longestConnection()),
                keepalive,
                presence,
                clock);
    }

    /** More couriers than processors would only take turns; a few bring more events than a network takes. */
    private static int couriers() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    }

    private static Limits limits(Settings settings) {
        return new Limits(
                settings.largestBody(), settings.mostTopics(), settings.mostMatchers(), settings.longestPattern());
    }

    private static Retention retention(Settings settings) {
        return new Retention(settings.retentionUpdates(), settings.retentionBytes(), settings.retentionAge());
    }

    private static EventLog eventLog(Settings settings, InstantSource clock, LogListener listener) {
        Retention retention = retention(settings);
        return switch (LogPlace.of(settings.log())) {
            case LogPlace.Memory() -> new MemoryEventLog(retention, AppendLimits.DEFAULT, clock, listener);
            case LogPlace.Sqlite() ->
                new SqliteEventLog(sqlite(settings, database(settings), retention), clock, listener);
            case LogPlace.Redis(RedisAddress address) ->
                new RedisEventLog(redis(settings, address, retention), listener);
        };
    }

    private static Path database(Settings settings) {
        Path directory =
                settings.data().orElseGet(() -> Path.of(System.getProperty("catalina.base", "."), "wellspring-data"));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " cannot be made; set WELLSPRING_DATA.", e);
        }
        return directory.resolve("log.db");
    }

    static SqliteSettings sqlite(Settings settings, Path database, Retention retention) {
        return new SqliteSettings(
                database, settings.durability(), settings.syncInterval(), retention, AppendLimits.DEFAULT);
    }

    private static SharedPresence sharedPresence(Settings settings) {
        return LogPlace.of(settings.log()) instanceof LogPlace.Redis(RedisAddress address)
                ? RedisPresence.beside(redis(settings, address, retention(settings)), settings.presenceLease())
                : SharedPresence.ALONE;
    }

    private static RedisLogSettings redis(Settings settings, RedisAddress address, Retention retention) {
        return RedisLogSettings.of(address, settings.logName())
                .within(settings.logTimeout())
                .on(settings.logReplicas())
                .keeping(retention);
    }

    Hub hub() {
        return hub;
    }

    EventLog eventLog() {
        return eventLog;
    }

    /** Begins to dispatch, and to look after streams once a second. */
    void start(ScheduledExecutorService schedule, Executor executor) {
        auth.warnings().forEach(warning -> log.info("{}", warning));
        hub.start();
        presence.start();
        var _ = schedule.scheduleWithFixedDelay(() -> executor.execute(keepalive::tick), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public boolean configure(FeatureContext context) {
        context.register(HubResource.class);
        context.register(SubscriptionResource.class);
        context.register(MetadataResource.class);
        context.register(Refusals.class);
        context.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(hub).to(Hub.class);
                bind(presence).to(Presence.class);
                bind(auth).to(AuthSettings.class);
                bind(accessControl).to(AccessControl.class);
                bind(limits).to(Limits.class);
                bind(publishing).to(Publishing.class);
                bind(subscribing).to(Subscribing.class);
            }
        });
        return true;
    }

    /** Ends all subscriptions, which is still announced, then closes the log. */
    @Override
    public void close() {
        hub.close();
        presence.close();
        eventLog.close();
    }
}
