package dev.wellspring.hub;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The presence of a node that is the only one: all is seen at once by all there are. */
final class Alone implements SharedPresence {

    @Override
    public void join(Neighbour neighbour) {
        // Nobody is there to be told of.
    }

    @Override
    public CompletableFuture<Void> enter(String subscriber, String subscriptions) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> leave(String subscriber) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Collection<String> others() {
        return List.of();
    }

    @Override
    public void close() {
        // Nobody is there to take over.
    }
}
