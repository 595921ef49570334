package dev.wellspring.mercure;

import dev.wellspring.auth.Access;
import dev.wellspring.auth.AccessControl;
import dev.wellspring.auth.Action;
import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.ResumePoint;
import dev.wellspring.hub.Selection;
import dev.wellspring.hub.Subscription;
import dev.wellspring.stream.EventStream;
import dev.wellspring.stream.Keepalive;
import dev.wellspring.stream.StreamOpening;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Opens the streams of subscribers. Safe for use by any thread. */
public final class Subscribing {

    /** Sent at once, so that clients behind proxies that wait for a body know that they are subscribed. */
    private static final byte[] GREETING = EventEncoder.encode(Event.comment(""));

    private static final String NOT_STORED = "private, no-cache, no-store, must-revalidate, max-age=0";

    private final Hub hub;
    private final AccessControl accessControl;
    private final HubAddress address;
    private final Limits limits;
    private final Lifetime lifetime;
    private final Keepalive keepalive;
    private final Presence presence;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    /** Subscribes to this hub. */
    public Subscribing(
            Hub hub,
            AccessControl accessControl,
            HubAddress address,
            Limits limits,
            Lifetime lifetime,
            Keepalive keepalive,
            Presence presence,
            InstantSource clock) {
        this.hub = hub;
        this.accessControl = accessControl;
        this.address = address;
        this.limits = limits;
        this.lifetime = lifetime;
        this.keepalive = keepalive;
        this.presence = presence;
        this.clock = clock;
    }

    /** Subscribes whoever sent the request to what it asks for, and sends what comes to the sink. */
    void open(ContainerRequestContext request, Parameters parameters, SseEventSink sink) {
        Access access = accessControl.admit(RequestParts.credentials(request), Action.SUBSCRIBE);
        SubscriptionRequest asked =
                SubscriptionRequest.read(parameters, RequestParts.lastEventId(request), address.matchers(), limits);
        StreamOpening opening = StreamOpening.of(sink);
        access.holder().ifPresent(opening::countFor);
        opening.preferNative();
        EventStream stream = opening.stream();
        Subscription subscription = hub.subscribe(
                new Selection(asked.matchers(), access.mayReceive()),
                asked.cursor(),
                asked.whenSlow(),
                new HubStream(stream));
        stream.ended().thenRun(subscription::close);
        opening.header("Cache-Control", NOT_STORED);
        tellResumePoint(opening, asked, subscription.resumePoint());
        presence.follow(stream, asked, access);
        stream.pull(subscription::poll);
        keepalive.watch(stream, deadline(access));
    }

    private Instant deadline(Access access) {
        synchronized (random) {
            return lifetime.deadline(clock.instant(), access.expires(), random);
        }
    }

    private static void tellResumePoint(StreamOpening opening, SubscriptionRequest asked, ResumePoint point) {
        String id = switch (point) {
            case ResumePoint.None() -> "";
            case ResumePoint.After(String known) -> known;
            case ResumePoint.Earliest(), ResumePoint.Lost(String _) -> "earliest";
        };
        if (!id.isEmpty()) {
            if (asked.modern()) {
                opening.header("Mercure-Last-Event-ID", RequestParts.headerValue(id));
            }
            if (asked.classic()) {
                opening.header("Last-Event-ID", RequestParts.headerValue(id));
            }
        }
        EventStream stream = opening.stream();
        stream.offer(GREETING);
        if (asked.gapEvents() && point instanceof ResumePoint.Lost lost) {
            stream.offer(GapEvent.lost(lost));
        }
    }
}
