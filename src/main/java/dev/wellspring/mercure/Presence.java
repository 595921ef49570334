package dev.wellspring.mercure;

import dev.wellspring.auth.Access;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.SharedPresence;
import dev.wellspring.hub.Update;
import dev.wellspring.stream.EventStream;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who is subscribed to what: announced as private updates of the hub's own, and listed by the subscription API.
 *
 * <p>Every matcher of a connection is a subscription, announced and shown in the shape of its own generation. A
 * subscription is listed before it is announced, and no longer listed when its end is; on every node, where several share a
 * log. Safe for use by any thread.
 */
public final class Presence implements AutoCloseable {

    private final SeldomLine unannounced = new SeldomLine(Presence.class, "A subscription could not be announced: {}");

    private final Hub hub;
    private final boolean enabled;
    private final SharedPresence shared;
    private final Map<String, List<ActiveSubscription>> bySubscriber = new ConcurrentHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Map<String, List<ActiveSubscription>> known = Map.of(); // what was read of other nodes' last

    /** Announces on this hub, which is the only one of its log. */
    public Presence(Hub hub, boolean enabled) {
        this(hub, enabled, SharedPresence.ALONE);
    }

    /**
     * Announces on this hub.
     *
     * @param enabled whether anything is announced and listed; each subscription then costs two updates of the log
     * @param shared what this node and the others know of each other; closed with this presence
     */
    public Presence(Hub hub, boolean enabled, SharedPresence shared) {
        this.hub = hub;
        this.enabled = enabled;
        this.shared = shared;
    }

    /** Begins to see other nodes and to be seen by them. Called once, before the first stream is opened. */
    public void start() {
        if (enabled) {
            shared.join(new Others());
        }
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Announces the subscriptions of a stream that is being opened, and their end when it is over. */
    void follow(EventStream stream, SubscriptionRequest asked, Access access) {
        if (!enabled) {
            return;
        }
        String subscriber = newSubscriber();
        Connection connection = new Connection(
                subscriber,
                asked.matchers().stream()
                        .map(matcher ->
                                ActiveSubscription.of(matcher, subscriber, access.payloadFor(matcher.pattern())))
                        .toList());
        connection.enter();
        stream.ended().thenRun(connection::leave);
    }

    private static String newSubscriber() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    private CompletableFuture<Void> announce(List<ActiveSubscription> subscriptions, boolean active) {
        return CompletableFuture.allOf(
                subscriptions.stream().map(one -> announce(one, active)).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<?> announce(ActiveSubscription subscription, boolean active) {
        JsonObject document = subscription.document(active);
        String type = subscription.isClassic() ? null : "mercure";
        Update update = new Update(List.of(subscription.path()), document.toString(), true, null, type, null);
        return hub.publish(update).whenComplete((_, failure) -> {
            if (failure != null) {
                unannounced.warn(failure);
            }
        });
    }

    /**
     * All subscriptions there are now, on every node.
     *
     * @throws dev.wellspring.hub.LogUnavailable if other nodes' cannot be asked for
     */
    Collection<ActiveSubscription> all() {
        Collection<List<ActiveSubscription>> others = others();
        return Stream.concat(bySubscriber.values().stream(), others.stream())
                .flatMap(List::stream)
                .toList();
    }

    /** Few of them change from one question to the next, so what was understood once is remembered. */
    private Collection<List<ActiveSubscription>> others() {
        Collection<String> texts = shared.others();
        Map<String, List<ActiveSubscription>> before = known;
        Map<String, List<ActiveSubscription>> now = HashMap.newHashMap(texts.size());
        for (String text : texts) {
            List<ActiveSubscription> subscriptions = before.get(text);
            now.put(text, subscriptions == null ? ActiveSubscription.read(text) : subscriptions);
        }
        known = now;
        return now.values();
    }

    /**
     * The subscription at this path, as sent by a client.
     *
     * @throws dev.wellspring.hub.LogUnavailable if other nodes' cannot be asked for
     */
    Optional<ActiveSubscription> at(String path) {
        return all().stream()
                .filter(subscription -> subscription.path().equals(path))
                .findFirst();
    }

    /** Hands the subscriptions that have not ended over to the other nodes. */
    @Override
    public void close() {
        shared.close();
    }

    /** The subscriptions of an open stream. */
    private final class Connection {

        private String subscriber; // guarded by this
        private List<ActiveSubscription> subscriptions; // guarded by this
        private boolean over; // guarded by this

        Connection(String subscriber, List<ActiveSubscription> subscriptions) {
            this.subscriber = subscriber;
            this.subscriptions = subscriptions;
        }

        synchronized void enter() {
            connections.add(this);
            bySubscriber.put(subscriber, subscriptions);
            List<ActiveSubscription> entered = subscriptions;
            var _ = shared.enter(subscriber, ActiveSubscription.write(entered))
                    .thenCompose(_ -> announce(entered, true));
        }

        synchronized void leave() {
            over = true;
            connections.remove(this);
            bySubscriber.remove(subscriber);
            List<ActiveSubscription> left = subscriptions;
            var _ = shared.leave(subscriber).thenCompose(_ -> announce(left, false));
        }

        /** Goes on as somebody else. */
        synchronized void enterAnew() {
            if (!over) {
                bySubscriber.remove(subscriber);
                subscriber = newSubscriber();
                subscriptions =
                        subscriptions.stream().map(one -> one.of(subscriber)).toList();
                enter();
            }
        }
    }

    /** What other nodes leave to this one. */
    private final class Others implements SharedPresence.Neighbour {

        @Override
        public CompletableFuture<?> gone(List<String> texts) {
            return announce(
                    texts.stream()
                            .flatMap(text -> ActiveSubscription.read(text).stream())
                            .toList(),
                    false);
        }

        @Override
        public void givenUp() {
            connections.forEach(Connection::enterAnew);
        }
    }
}
