package dev.wellspring.history;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import java.util.List;

/** Where a {@link Writer} puts updates. Used by the writer's thread only. */
interface Store {

    /**
     * Keeps all of the updates, in this order, or none.
     *
     * @throws LogUnavailable if none is kept; the next call may succeed
     */
    List<LoggedUpdate> commit(List<Update> updates);

    /**
     * Does a small piece of what has to be done from time to time.
     *
     * @return whether there is more of it
     * @throws LogUnavailable if it could not be done
     */
    boolean tidy();

    /** Releases everything. Called once. */
    void close();
}
