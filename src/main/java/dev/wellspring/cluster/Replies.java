package dev.wellspring.cluster;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Redis answers: bytes, whole numbers, and lists of answers. */
final class Replies {

    private Replies() {}

    static String text(@Nullable Object reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    static byte[] bytes(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return bytes;
        }
        throw new UnexpectedReply();
    }

    /** A number, also one that is written as text. */
    static long number(@Nullable Object reply) {
        try {
            return reply instanceof Long number ? number : Long.parseLong(text(reply));
        } catch (NumberFormatException e) {
            throw new UnexpectedReply();
        }
    }

    /** A list; empty for null, which is how Redis says that there is nothing. */
    static List<?> list(@Nullable Object reply) {
        if (reply == null) {
            return List.of();
        }
        if (reply instanceof List<?> list) {
            return list;
        }
        throw new UnexpectedReply();
    }

    /** The fields of a hash and their values, which come in turn. */
    static Map<String, String> map(@Nullable Object reply) {
        List<?> inTurn = list(reply);
        Map<String, String> map = HashMap.newHashMap(inTurn.size() / 2);
        for (int i = 0; i < inTurn.size(); i += 2) {
            map.put(text(inTurn.get(i)), text(inTurn.get(i + 1)));
        }
        return map;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] utf8(long number) {
        return utf8(Long.toString(number));
    }
}
