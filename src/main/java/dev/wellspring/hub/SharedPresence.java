package dev.wellspring.hub;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who is subscribed at the other nodes, and how they learn who is subscribed at this one.
 *
 * <p>A subscriber is an entry of its node: an id that was never used before, and a text that says what it is subscribed to, which
 * only who wrote it needs to understand. Guarantees: when {@link #enter} has completed, every node sees the entry, until
 * {@link #leave} has completed, or its node is given up. A node that is not heard of for longer than its lease is given up
 * by the others: each of its entries is handed to one of them, at least once, when none sees it any more.
 *
 * <p>Safe for use by any thread.
 */
public interface SharedPresence extends AutoCloseable {

    /** There are no other nodes. */
    SharedPresence ALONE = new Alone();

    /** Begins to see the others and to be seen. Called once, before the first entry. */
    void join(Neighbour neighbour);

    /**
     * Enters a subscriber. Does not wait; entries and departures take effect in the order of the calls.
     *
     * @return completes when others see it; is cancelled if they will not, as it leaves, or this node is given up, before
     */
    CompletableFuture<Void> enter(String subscriber, String subscriptions);

    /**
     * Removes a subscriber. Does not wait.
     *
     * @return completes when others do not see it any more; is cancelled if they never did, or if this node is given up
     */
    CompletableFuture<Void> leave(String subscriber);

    /**
     * The entries of all other nodes: a new collection, unless nothing has changed.
     *
     * @throws LogUnavailable if they cannot be asked for now
     */
    Collection<String> others();

    /** Hands over what has not left: the others give this node up at once. May be called more than once. */
    @Override
    void close();

    /** What is to be done with what the others did, or could not do. Called on a thread of the presence. */
    interface Neighbour {

        /**
         * These entries were of a node that was given up.
         *
         * @return fails if that could not be made known: then they are handed over once more
         */
        CompletableFuture<?> gone(List<String> subscriptions);

        /**
         * The others have given this node up, as it was cut off for longer than its lease, or what was shared is lost. No entry of
         * this node is there any more; whoever is still subscribed is to be entered anew, as somebody else: what is said of the old
         * one may come late.
         */
        void givenUp();
    }
}
