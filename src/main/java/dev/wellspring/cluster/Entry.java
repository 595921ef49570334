package dev.wellspring.cluster;

import dev.wellspring.hub.Update;
import dev.wellspring.journal.Footprint;
import dev.wellspring.journal.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stream: an update, and what the log knows of it.
 *
 * @param place its place in the log, the first half of the entry's id
 * @param epoch the life it belongs to, the second half
 * @param before the place of the update before it, which may be discarded
 * @param size what it counts for, in bytes
 */
record Entry(long place, long epoch, long before, long size, Update update) {

    /** How many arguments {@link #arguments} are. */
    static final int ARGUMENTS = 7;

    /** An update as the script takes it. */
    static List<byte[]> arguments(Update update) {
        Long retry = update.retry();
        return List.of(
                Replies.utf8(Footprint.of(update)),
                Replies.utf8(Topics.join(update.topics())),
                Replies.utf8(update.data()),
                Replies.utf8(update.isPrivate() ? "1" : ""),
                optional(update.id()),
                optional(update.type()),
                optional(retry == null ? null : retry.toString()));
    }

    private static byte[] optional(@Nullable String text) {
        return Replies.utf8(text == null ? "" : "=" + text);
    }

    /** What {@link #optional(String)} has written. */
    static @Nullable String optional(@Nullable Object reply) {
        String text = Replies.text(reply);
        return text.isEmpty() ? null : text.substring(1);
    }

    /** The entries that XRANGE answers. */
    static List<Entry> readAll(@Nullable Object reply) {
        return Replies.list(reply).stream().map(Entry::read).toList();
    }

    private static Entry read(@Nullable Object reply) {
        List<?> entry = Replies.list(reply);
        String id = Replies.text(entry.getFirst());
        Map<String, Object> fields = fields(Replies.list(entry.getLast()));
        int dash = id.indexOf('-');
        long place = Long.parseLong(id, 0, dash, 10);
        Object retry = fields.get("retry");
        return new Entry(
                place,
                Long.parseUnsignedLong(id, dash + 1, id.length(), 10),
                place - Replies.number(fields.get("gap")),
                Replies.number(fields.get("size")),
                new Update(
                        topics(Replies.text(fields.get("topics"))),
                        Replies.text(fields.get("data")),
                        fields.containsKey("private"),
                        text(fields.get("id")),
                        text(fields.get("type")),
                        retry == null ? null : (Long) Replies.number(retry)));
    }

    private static List<String> topics(String joined) {
        try {
            return Topics.split(joined);
        } catch (IllegalArgumentException e) {
            throw new UnexpectedReply();
        }
    }

    private static @Nullable String text(@Nullable Object field) {
        return field == null ? null : Replies.text(field);
    }

    private static Map<String, Object> fields(List<?> pairs) {
        Map<String, Object> fields = HashMap.newHashMap(pairs.size() / 2);
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            fields.put(Replies.text(pairs.get(i)), Replies.bytes(pairs.get(i + 1)));
        }
        return fields;
    }
}
