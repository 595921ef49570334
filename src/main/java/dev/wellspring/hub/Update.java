package dev.wellspring.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One published message.
 *
 * <p>What is in it was checked by the protocol that received it; here only what every protocol needs holds: there is at
 * least one topic.
 *
 * @param topics what the update is about; the first is its canonical topic, the others are alternates
 * @param data the payload, passed on unchanged but for its line ends, which are line feeds to the client
 * @param isPrivate whether only readers with a grant for one of its topics get it
 * @param id the publisher's own id; null if the log is to make one
 * @param type the event's name for the client; null for none
 * @param retry the client's new reconnection time in milliseconds; null to leave it
 */
public record Update(
        List<String> topics,
        String data,
        boolean isPrivate,
        @Nullable String id,
        @Nullable String type,
        @Nullable Long retry) {

    /** What the topics of canaries begin with; below the path that is reserved for the hub's own updates. */
    public static final String CANARIES = "/.well-known/mercure/canaries/";

    /** @throws IllegalArgumentException if there is no topic */
    public Update {
        topics = List.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("An update needs a topic.");
        }
    }

    /** A private update without content, by which the hub finds out whether it works. */
    public static Update canary(String name) {
        return new Update(List.of(CANARIES + name), "", true, null, null, null);
    }

    /** Whether this is a {@linkplain #canary canary}. */
    public boolean isCanary() {
        return isPrivate && topics.getFirst().startsWith(CANARIES);
    }
}
