package dev.wellspring.mercure;

import dev.wellspring.hub.Update;
import dev.wellspring.topic.ProtocolString;
import dev.wellspring.topic.ReservedNamespace;
import dev.wellspring.topic.TopicMatcher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an update out of the fields of a publish request, and holds it to the protocol's rules.
 *
 * <p>The rules are those of the modern draft for everybody; what the classic one leaves open (a topic {@code *}, control
 * characters, the type {@code mercure}) harms readers of either generation. Immutable, safe for use by any thread.
 */
final class Publication {

    private static final int LONGEST_RETRY = 18;

    private final Limits limits;
    private final ReservedNamespace reserved;

    Publication(Limits limits, ReservedNamespace reserved) {
        this.limits = limits;
        this.reserved = reserved;
    }

    /**
     * Reads the update.
     *
     * @throws InvalidParameter if a field is missing or breaks a rule
     * @throws TooLarge if there are more topics than allowed
     */
    Update read(Parameters fields) {
        List<String> topics = fields.all("topic");
        if (topics.isEmpty()) {
            throw new InvalidParameter("The field 'topic' is missing: an update is published to at least one topic.");
        }
        if (topics.size() > limits.topics()) {
            throw new TooLarge("An update may have at most " + limits.topics() + " topics.");
        }
        topics.forEach(this::requireTopic);
        return new Update(
                topics,
                fields.first("data").orElse(""),
                fields.has("private"),
                id(fields.first("id")),
                type(fields.first("type")),
                retry(fields.first("retry")));
    }

    private void requireTopic(String topic) {
        requireProtocolString("topic", topic);
        if (topic.equals(TopicMatcher.WILDCARD)) {
            throw new InvalidParameter("The topic '*' is reserved: it means every topic to subscribers.");
        }
        if (reserved.contains(topic)) {
            throw new InvalidParameter("A topic is in the hub's own namespace, to which only the hub publishes.");
        }
    }

    private static @Nullable String id(Optional<String> field) {
        if (field.isEmpty() || field.get().isEmpty()) {
            return null;
        }
        String id = field.get();
        requireProtocolString("id", id);
        if (id.startsWith("#") || id.equals("earliest")) {
            throw new InvalidParameter("An id must not be 'earliest' and must not start with '#'.");
        }
        return id;
    }

    private static @Nullable String type(Optional<String> field) {
        if (field.isEmpty() || field.get().isEmpty()) {
            return null;
        }
        String type = field.get();
        requireProtocolString("type", type);
        if (type.equals("mercure")) {
            throw new InvalidParameter("The type 'mercure' is reserved for the hub's own events.");
        }
        return type;
    }

    private static @Nullable Long retry(Optional<String> field) {
        if (field.isEmpty()) {
            return null;
        }
        String digits = field.get();
        if (!digits.matches("[0-9]+") || digits.length() > LONGEST_RETRY) {
            throw new InvalidParameter("The field 'retry' must be a number of milliseconds: digits only.");
        }
        return Long.valueOf(digits);
    }

    private static void requireProtocolString(String field, String value) {
        ProtocolString.violation(value).ifPresent(what -> {
            throw new InvalidParameter("The field '" + field + "' " + what + ".");
        });
    }
}
