package dev.wellspring.app;

import dev.wellspring.cluster.RedisAddress;
import java.util.Locale;

/** Where updates are kept: what {@code WELLSPRING_LOG} says. */
sealed interface LogPlace {

    /** As long as the process lives. */
    record Memory() implements LogPlace {}

    /** In a database on this node's disk. */
    record Sqlite() implements LogPlace {}

    /** On Redis or Valkey, shared with other nodes. */
    record Redis(RedisAddress address) implements LogPlace {}

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it cannot be used; the message says why, and repeats nothing: there may be a
     *     password in it
     */
    static LogPlace of(String text) {
        if (RedisAddress.isMeant(text)) {
            return new Redis(RedisAddress.parse(text));
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "memory" -> new Memory();
            case "sqlite" -> new Sqlite();
            default ->
                throw new IllegalArgumentException("it is sqlite, memory, or an address such as redis://host:6379.");
        };
    }
}
