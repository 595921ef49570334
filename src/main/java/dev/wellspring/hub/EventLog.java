package dev.wellspring.hub;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The log of all updates: the one order in which they exist, on every node, and what is kept of them.
 *
 * <p>An update exists from the moment the log has it. What was acknowledged is kept as the implementation promises, and
 * discarded only by retention, always the oldest first, so what is stored is one unbroken run up to the newest.
 *
 * <p>All methods are safe for use by any thread. All that reads or writes may take the time of the store, and is called
 * where waiting is allowed.
 */
public interface EventLog extends AutoCloseable {

    /** The sequence before the first update there ever was: reading after it begins with the oldest stored one. */
    long START = 0;

    /**
     * Appends an update.
     *
     * @return completes with the logged update once it is as durable as the log promises; fails with
     *     {@link LogUnavailable} if it is not kept. Futures of one caller's appends complete in order
     */
    CompletableFuture<LoggedUpdate> append(Update update);

    /**
     * Reads stored updates in order.
     *
     * @param sequence the place after which to read
     * @param limit how many at most, at least 1; the log may return fewer, to bound the bytes of a page, but returns
     *     none only if there is nothing after the place now
     * @throws LogUnavailable if the store cannot be read
     */
    List<LoggedUpdate> readAfter(long sequence, int limit);

    /**
     * Finds the place of an id, the earliest one if several stored updates carry it.
     *
     * @return the place after which a client that has seen this id continues without loss; empty if the id is unknown,
     *     comes from another life of the log, or if what followed it has been discarded
     * @throws LogUnavailable if the store cannot be read
     */
    OptionalLong find(String id);

    /**
     * The place of the newest update that retention has discarded, {@link #START} if none was. It may run ahead of what
     * is discarded, never behind: who reads a page and asks afterwards cannot miss that the page has a gap.
     */
    long discardedUpTo();

    /** What the log holds now. */
    Head head();

    /** How many bytes of updates are stored, as retention counts them; 0 where the log does not count. */
    default long storedBytes() {
        return 0;
    }

    /**
     * Hands every update appended after the returned place to the listener: in order, each exactly once, in batches, on
     * a thread of the log, which the listener must not hold up. Called once, before the first append. Where that cannot
     * be kept, the listener is told that the tail is {@linkplain TailListener#torn torn}.
     *
     * @return the place after which the listener is told
     */
    long tail(TailListener listener);

    /** Keeps what was accepted so far, then releases the store. Later appends fail. May be called more than once. */
    @Override
    void close();

    /**
     * What the log holds.
     *
     * @param last the place of the newest update there was, {@link #START} if there was none yet
     * @param lastId its id, null if nothing is stored
     * @param count how many updates are stored
     */
    record Head(long last, @Nullable String lastId, long count) {}
}
