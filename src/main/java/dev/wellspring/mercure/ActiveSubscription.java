package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.TopicMatcher;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Optional;

/**
 * One matcher of one connection, as it is announced and listed.
 *
 * @param matcher what was asked for; a classic selector makes it a classic subscription
 * @param subscriber the connection
 * @param path where it is, and the topic of its announcements
 * @param payload what its token has to say to others
 */
record ActiveSubscription(TopicMatcher matcher, String subscriber, String path, Optional<String> payload) {

    static final String COLLECTION = HubResource.ABSOLUTE_PATH + "/subscriptions";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    static final String CONTEXT = "https://mercure.rocks/";

    static ActiveSubscription of(TopicMatcher matcher, String subscriber, Optional<String> payload) {
        String type = isClassic(matcher) ? "" : "/" + matcher.type().protocolName();
        String path = COLLECTION + type + "/" + encoded(matcher.pattern()) + "/" + encoded(subscriber);
        return new ActiveSubscription(matcher, subscriber, path, payload);
    }

    boolean isClassic() {
        return isClassic(matcher);
    }

    private static boolean isClassic(TopicMatcher matcher) {
        return matcher.type() == MatcherType.TEMPLATE;
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
        boolean template = isClassic() && matcher.pattern().indexOf('{') >= 0;
        return template && !classic
                ? Optional.empty()
                : Optional.of(fill(Json.createObjectBuilder(), classic, true).build());
    }

    private JsonObjectBuilder fill(JsonObjectBuilder document, boolean classic, boolean active) {
        MatcherType type = isClassic() ? MatcherType.EXACT : matcher.type();
        document.add("id", path);
        if (classic) {
            document.add("type", "Subscription").add("topic", matcher.pattern());
        } else {
            document.add("type", "subscription");
        }
        if (!classic || !isClassic()) {
            document.add("match_type", type.protocolName());
        }
        if (!classic) {
            document.add("match", matcher.pattern());
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
