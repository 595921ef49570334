package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.TopicMatcher;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;

/**
 * One matcher of one connection, as it is announced and listed.
 *
 * @param type how what was asked for is meant; a classic selector makes it a classic subscription
 * @param pattern what was asked for
 * @param subscriber the connection
 * @param path where it is, and the topic of its announcements
 * @param payload what its token has to say to others
 */
record ActiveSubscription(MatcherType type, String pattern, String subscriber, String path, Optional<String> payload) {

    static final String COLLECTION = HubResource.ABSOLUTE_PATH + "/subscriptions";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    static final String CONTEXT = "https://mercure.rocks/";

    static ActiveSubscription of(TopicMatcher matcher, String subscriber, Optional<String> payload) {
        return of(matcher.type(), matcher.pattern(), subscriber, payload);
    }

    private static ActiveSubscription of(
            MatcherType type, String pattern, String subscriber, Optional<String> payload) {
        String segment = type == MatcherType.TEMPLATE ? "" : "/" + type.protocolName();
        String path = COLLECTION + segment + "/" + encoded(pattern) + "/" + encoded(subscriber);
        return new ActiveSubscription(type, pattern, subscriber, path, payload);
    }

    /** The same subscription as somebody else's. */
    ActiveSubscription of(String other) {
        return of(type, pattern, other, payload);
    }

    /** What other nodes are told of the subscriptions of a connection; {@link #read} understands it. */
    static String write(List<ActiveSubscription> subscriptions) {
        JsonArrayBuilder written = Json.createArrayBuilder();
        for (ActiveSubscription one : subscriptions) {
            JsonObjectBuilder subscription = Json.createObjectBuilder()
                    .add("type", one.type.name())
                    .add("pattern", one.pattern)
                    .add("subscriber", one.subscriber);
            one.payload.ifPresent(text -> subscription.add("payload", text));
            written.add(subscription);
        }
        return written.build().toString();
    }

    /** What {@link #write} has written. */
    static List<ActiveSubscription> read(String written) {
        return parse(written).asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(one -> of(
                        MatcherType.valueOf(one.getString("type")),
                        one.getString("pattern"),
                        one.getString("subscriber"),
                        Optional.ofNullable(one.getString("payload", null))))
                .toList();
    }

    boolean isClassic() {
        return type == MatcherType.TEMPLATE;
    }

    /** The document of its generation; the classic one with its context, as it stands alone. */
    JsonObject document(boolean active) {
        JsonObjectBuilder document = Json.createObjectBuilder();
        if (isClassic()) {
            document.add("@context", CONTEXT);
        }
        return fill(document, isClassic(), active).build();
    }

    /**
     * The document as one of a collection, in the words of a generation: to classic readers the pattern of any matcher
     * is a topic, with the type beside it; to modern ones a selector without a template is an exact matcher.
     *
     * @param classic of which generation the collection is
     * @return empty if that generation has no words for it
     */
    Optional<JsonObject> item(boolean classic) {
        boolean template = isClassic() && pattern.indexOf('{') >= 0;
        return template && !classic
                ? Optional.empty()
                : Optional.of(fill(Json.createObjectBuilder(), classic, true).build());
    }

    private JsonObjectBuilder fill(JsonObjectBuilder document, boolean classic, boolean active) {
        MatcherType shown = isClassic() ? MatcherType.EXACT : type;
        document.add("id", path);
        if (classic) {
            document.add("type", "Subscription").add("topic", pattern);
        } else {
            document.add("type", "subscription");
        }
        if (!classic || !isClassic()) {
            document.add("match_type", shown.protocolName());
        }
        if (!classic) {
            document.add("match", pattern);
        }
        document.add("subscriber", subscriber).add("active", active);
        payload.ifPresent(text -> document.add("payload", parse(text)));
        return document;
    }

    private static JsonValue parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }

    /** Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
