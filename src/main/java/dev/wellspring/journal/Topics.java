package dev.wellspring.journal;

import java.util.ArrayList;
import java.util.List;

/** Several topics in one text: each preceded by its length and a colon, as in {@code 3:a/b1:c}. */
public final class Topics {

    private Topics() {}

    /** The one text. */
    public static String join(List<String> topics) {
        StringBuilder text = new StringBuilder();
        for (String topic : topics) {
            text.append(topic.length()).append(':').append(topic);
        }
        return text.toString();
    }

    /**
     * The several topics.
     *
     * @throws IllegalArgumentException if the text is not what {@link #join} makes
     */
    public static List<String> split(String text) {
        List<String> topics = new ArrayList<>(1);
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? -1 : colon + 1 + Integer.parseUnsignedInt(text, at, colon, 10);
            if (end <= colon || end > text.length()) {
                throw new IllegalArgumentException("Not a list of topics: " + text);
            }
            topics.add(text.substring(colon + 1, end));
            at = end;
        }
        return topics;
    }
}
