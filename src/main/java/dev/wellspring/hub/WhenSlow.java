package dev.wellspring.hub;

/**
 * What happens to a subscriber whose backlog outgrows the bound: what it wants most, to miss nothing or to be up to date.
 */
public enum WhenSlow {
    /** It is ended, and continues from the last id it has: it misses nothing. */
    DISCONNECT,
    /**
     * Of each topic only the newest update stays in its backlog, in the order of the log: it misses what is out of date,
     * never the last word on a topic. If even that outgrows the bound, it is ended.
     */
    CONFLATE,
    /** The older half of its backlog is dropped, and it is told so in the stream. */
    DROP_OLDEST
}
