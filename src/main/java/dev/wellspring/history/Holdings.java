package dev.wellspring.history;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.journal.Footprint;
import org.jspecify.annotations.Nullable;

/**
 * What a log holds, in numbers. Immutable.
 *
 * @param last the place of the newest update there was, 0 if there was none yet
 * @param lastId its id, null if nothing is stored
 * @param next the place of the next update; larger than {@code last + 1} if places in between may have been given away
 *     in a past that was lost
 * @param horizon the place of the newest update that was discarded, 0 if none was
 * @param count how many updates are stored
 * @param bytes how many bytes they have, as {@link Footprint} counts
 */
record Holdings(long last, @Nullable String lastId, long next, long horizon, long count, long bytes) {

    /** A log that is new. */
    static final Holdings NONE = new Holdings(EventLog.START, null, EventLog.START + 1, EventLog.START, 0, 0);

    Holdings with(LoggedUpdate update, long size) {
        return new Holdings(update.sequence(), update.id(), update.sequence() + 1, horizon, count + 1, bytes + size);
    }

    Holdings without(long oldest, long size) {
        return new Holdings(last, count == 1 ? null : lastId, next, oldest, count - 1, bytes - size);
    }

    EventLog.Head head() {
        return new EventLog.Head(last, lastId, count);
    }
}
