package dev.wellspring.hub;

import java.util.List;

/** Who follows a log as it grows. Called on a thread of the log, one call after the other, and must not hold it up. */
@FunctionalInterface
public interface TailListener {

    /** These were appended, in this order; each update comes once. */
    void appended(List<LoggedUpdate> batch);

    /**
     * Between what was told last and what is told next there were updates that will not be told, because the log was away
     * and has discarded or lost them meanwhile. Only a log that others write to, too, can miss some.
     */
    default void torn() {}
}
