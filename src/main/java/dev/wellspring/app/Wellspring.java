package dev.wellspring.app;

import dev.wellspring.ops.DoctorResource;
import dev.wellspring.ops.DoctorStreams;
import dev.wellspring.ops.Metrics;
import dev.wellspring.ops.StreamLog;
import dev.wellspring.stream.AdmissionLimits;
import dev.wellspring.stream.OpenStreams;
import dev.wellspring.stream.StreamFeature;
import dev.wellspring.stream.StreamLimits;
import dev.wellspring.stream.Transports;
import dev.wellspring.tutorial.BasicStream;
import dev.wellspring.tutorial.ClockStream;
import dev.wellspring.tutorial.EventsStream;
import dev.wellspring.tutorial.HeartbeatStream;
import dev.wellspring.tutorial.JsonStream;
import dev.wellspring.tutorial.MultifieldStream;
import dev.wellspring.tutorial.Pace;
import dev.wellspring.tutorial.ReconnectStream;
import dev.wellspring.tutorial.SecondHand;
import dev.wellspring.web.AllowedOrigins;
import dev.wellspring.web.CorsFilter;
import dev.wellspring.web.ProblemMapper;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.jsonb.JsonBindingFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running application: every object there is one of, and how they hold together.
 *
 * <p>The graph is built here by hand, so that it can be read; Jersey injects what stands in {@link #resources()}.
 */
public final class Wellspring implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Wellspring.class);

    private final Settings settings;
    private final Clock clock = Clock.system(ZoneId.systemDefault());
    private final ManagedExecutor executor = new ManagedExecutor();

    /** Its thread only starts what is due on the managed executor, and is never late because of a client. */
    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(this::newScheduleThread);

    private volatile @Nullable Thread scheduleThread;

    private final Metrics metrics = new Metrics();
    private final OpenStreams streams;
    private final Transports transports;
    private final Pace pace = new Pace(schedule, executor.service(), System::nanoTime);
    private final SecondHand secondHand = new SecondHand(clock, StreamFeature.sse(), schedule, executor.service());

    private final HubParts hub;
    private final OpsParts ops;

    /** Builds the application and opens its log; nothing else runs yet. */
    public Wellspring(Settings settings) {
        this.settings = settings;
        this.streams = new OpenStreams(
                new AdmissionLimits(
                        settings.mostStreams(), settings.mostStreamsPerAddress(), settings.mostStreamsPerToken()),
                new StreamLog(metrics));
        this.transports = switch (settings.transport()) {
            case AUTO -> Transports.fastest(settings.writeTimeout());
            case PORTABLE -> Transports.portable();
        };
        this.hub = new HubParts(settings, clock, executor.service(), metrics);
        this.ops = new OpsParts(settings, metrics, hub, streams);
    }

    /** Starts what runs by itself. */
    public void start() {
        metrics.watch(hub.hub(), hub.eventLog(), streams, transports);
        secondHand.start();
        hub.start(schedule, executor.service());
    }

    /** What Jersey serves: the resources, what they get injected, and what every answer goes through. */
    public ResourceConfig resources() {
        return new ResourceConfig()
                .register(new StreamFeature(streams, new StreamLimits(settings.streamBacklogBytes()), transports))
                .register(new CorsFilter(AllowedOrigins.of(settings.corsOrigins()), ".well-known/mercure"))
                .register(ProblemMapper.class)
                .register(JsonBindingFeature.class)
                .register(BasicStream.class)
                .register(JsonStream.class)
                .register(EventsStream.class)
                .register(ReconnectStream.class)
                .register(MultifieldStream.class)
                .register(ClockStream.class)
                .register(HeartbeatStream.class)
                .register(hub)
                .register(DoctorResource.class)
                .register(ops)
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(executor.service()).to(ManagedExecutorService.class);
                        bind(clock).to(Clock.class);
                        bind(pace).to(Pace.class);
                        bind(secondHand).to(SecondHand.class);
                        bind(AllowedOrigins.of(settings.corsOrigins())).to(AllowedOrigins.class);
                        bind(new DoctorStreams(schedule, executor.service(), settings.heartbeat()))
                                .to(DoctorStreams.class);
                    }
                })
                // Only what is registered here: the class path is not searched.
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                // Errors are answered by us, not by the container's error page, which names itself.
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    }

    /** The streams that are open now. */
    public OpenStreams streams() {
        return streams;
    }

    /**
     * Whether the application is about to stop: it answers what it is asked, and whoever can should ask elsewhere. Never
     * taken back.
     */
    public boolean isDraining() {
        return streams.isStopping();
    }

    /**
     * Sends all subscribers away, evenly over {@link Settings#drain()}, and everyone who still comes. Publishing goes on:
     * what is accepted until {@link #close} is kept. Returns when all streams have been told to end.
     */
    public void drain() {
        if (!isDraining() && streams.count() > 0) {
            log.info("Stopping: {} streams end within {}", streams.count(), settings.drain());
        }
        streams.drain(settings.drain());
        endStreams();
    }

    /** Ends all streams, and every one that is still opened. May be called more than once. */
    public void endStreams() {
        pace.stop();
        streams.stop();
    }

    /** Ends all streams and everything that runs. May be called more than once. */
    @Override
    public void close() {
        endStreams();
        hub.close();
        metrics.close();
        schedule.shutdownNow();
        awaitEnd(scheduleThread);
        executor.close();
        // Whoever has not taken the rest by now comes back for it; a connection that is left would keep all of this in
        // memory.
        streams.abandon();
    }

    private Thread newScheduleThread(Runnable work) {
        Thread thread = Thread.ofPlatform().name("wellspring-schedule").daemon().unstarted(work);
        scheduleThread = thread;
        return thread;
    }

    /**
     * A thread that outlives the application looks like a leak to the container. An executor says that it has terminated
     * while its last thread is still on the way out, so the thread itself is waited for.
     */
    private static void awaitEnd(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
