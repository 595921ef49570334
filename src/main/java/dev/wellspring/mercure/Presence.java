package dev.wellspring.mercure;

import dev.wellspring.auth.Access;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.Update;
import dev.wellspring.stream.EventStream;
import dev.wellspring.topic.TopicMatcher;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is subscribed to what: announced as private updates of the hub's own, and listed by the subscription API.
 *
 * <p>Every matcher of a connection is a subscription, announced and shown in the shape of its own generation. A
 * subscription is listed before it is announced, and no longer listed when its end is. Safe for use by any thread.
 */
public final class Presence {

    private final SeldomLine unannounced = new SeldomLine(Presence.class, "A subscription could not be announced: {}");

    private final Hub hub;
    private final boolean enabled;
    private final Map<String, List<ActiveSubscription>> bySubscriber = new ConcurrentHashMap<>();

    /**
     * Announces on this hub.
     *
     * @param enabled whether anything is announced and listed; each subscription then costs two updates of the log
     */
    public Presence(Hub hub, boolean enabled) {
        this.hub = hub;
        this.enabled = enabled;
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Announces the subscriptions of a stream that is being opened, and their end when it is over. */
    void follow(EventStream stream, SubscriptionRequest asked, Access access) {
        if (!enabled) {
            return;
        }
        String subscriber = "urn:uuid:" + UUID.randomUUID();
        List<ActiveSubscription> subscriptions = asked.matchers().stream()
                .map(matcher -> subscription(matcher, subscriber, access))
                .toList();
        bySubscriber.put(subscriber, subscriptions);
        subscriptions.forEach(subscription -> announce(subscription, true));
        stream.ended().thenRun(() -> {
            if (bySubscriber.remove(subscriber) != null) {
                subscriptions.forEach(subscription -> announce(subscription, false));
            }
        });
    }

    private static ActiveSubscription subscription(TopicMatcher matcher, String subscriber, Access access) {
        return ActiveSubscription.of(matcher, subscriber, access.payloadFor(matcher.pattern()));
    }

    private void announce(ActiveSubscription subscription, boolean active) {
        JsonObject document = subscription.document(active);
        String type = subscription.isClassic() ? null : "mercure";
        Update update = new Update(List.of(subscription.path()), document.toString(), true, null, type, null);
        hub.publish(update).exceptionally(failure -> {
            unannounced.warn(failure);
            return null;
        });
    }

    /** All subscriptions there are now, on this node. */
    Collection<ActiveSubscription> all() {
        return bySubscriber.values().stream().flatMap(List::stream).toList();
    }

    /** The subscription at this path, as sent by a client. */
    Optional<ActiveSubscription> at(String path) {
        return all().stream()
                .filter(subscription -> subscription.path().equals(path))
                .findFirst();
    }
}
