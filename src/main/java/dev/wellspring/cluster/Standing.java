package dev.wellspring.cluster;

import dev.wellspring.hub.EventLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the log stands: what {@link AppendScript} answers.
 *
 * @param life which life of the log it is
 * @param first the place of the first update of this call, if it brought any
 * @param begun the place before the first one of this life
 * @param last the place of the newest update of this life, or where it has begun
 * @param lastOwnId its id if the publisher has brought it
 * @param horizon the place up to which everything is discarded
 * @param count how many updates are stored
 * @param bytes how many bytes they have
 */
record Standing(
        Life life,
        long first,
        long begun,
        long last,
        @Nullable String lastOwnId,
        long horizon,
        long count,
        long bytes) {

    static Standing read(@Nullable Object reply, LogView view) {
        List<?> parts = Replies.list(reply);
        if (parts.size() != 9) {
            throw new UnexpectedReply();
        }
        return new Standing(
                view.life(Replies.text(parts.get(0)), Replies.bytes(parts.get(1))),
                Replies.number(parts.get(2)),
                Replies.number(parts.get(3)),
                Replies.number(parts.get(4)),
                Entry.optional(parts.get(5)),
                Replies.number(parts.get(6)),
                Replies.number(parts.get(7)),
                Replies.number(parts.get(8)));
    }

    /** A life that has no update yet is told as an empty log. */
    long lastTold() {
        return last == begun ? EventLog.START : last;
    }

    EventLog.Head head() {
        @Nullable String id = count == 0 ? null : lastOwnId == null ? life.ids().seal(last) : lastOwnId;
        return new EventLog.Head(lastTold(), id, count);
    }

    /** The same after one more update. */
    Standing with(Entry entry) {
        return new Standing(
                life,
                entry.place(),
                begun,
                entry.place(),
                entry.update().id(),
                horizon,
                count + 1,
                bytes + entry.size());
    }
}
