package dev.wellspring.journal;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import java.util.List;

/** Where a {@link Writer} puts updates. Used by the writer's thread only, but for {@link #beforeAnswers}. */
public interface Store {

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

    /** How much it can be given at once. */
    default AppendLimits portion() {
        return AppendLimits.UNLIMITED;
    }

    /**
     * Called before the publishers of these updates are told, on the thread that tells them: the store may wait for what
     * they may rely on.
     */
    default void beforeAnswers(List<LoggedUpdate> logged) {}

    /** Releases everything. Called once. */
    void close();
}
