package dev.wellspring.journal;

import dev.wellspring.hub.Update;
import org.jspecify.annotations.Nullable;

/** How many bytes an update counts for: its text as UTF-8, and a flat 100 for everything around it. */
public final class Footprint {

    private static final long AROUND = 100;

    private Footprint() {}

    /** The bytes of this update. */
    public static long of(Update update) {
        // The publisher's own id is stored twice: with the update, and in the index.
        long bytes = AROUND + utf8(update.data()) + utf8(update.type()) + 2 * utf8(update.id());
        for (String topic : update.topics()) {
            bytes += utf8(topic);
        }
        return bytes;
    }

    private static long utf8(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // Two bytes below U+0800, three above; a pair of surrogates is four bytes for two chars.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
