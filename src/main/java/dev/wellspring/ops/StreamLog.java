package dev.wellspring.ops;

import dev.wellspring.stream.StreamEnd;
import dev.wellspring.stream.StreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes at debug when each stream opens and ends, under the number of its connection, and tells the next listener. */
public final class StreamLog implements StreamListener {

    private static final Logger log = LoggerFactory.getLogger(StreamLog.class);

    private final StreamListener next;

    /** @param next told as well */
    public StreamLog(StreamListener next) {
        this.next = next;
    }

    @Override
    public void opened(long connection, String remote) {
        next.opened(connection, remote);
        if (log.isDebugEnabled()) {
            log.atDebug()
                    .addKeyValue("connection", connection)
                    .addKeyValue("address", remote)
                    .log("A stream opens.");
        }
    }

    @Override
    public void ended(long connection, StreamEnd why) {
        next.ended(connection, why);
        if (log.isDebugEnabled()) {
            log.atDebug()
                    .addKeyValue("connection", connection)
                    .addKeyValue("reason", Tally.label(why))
                    .log("A stream is over.");
        }
    }
}
