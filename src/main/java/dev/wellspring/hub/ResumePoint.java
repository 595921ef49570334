package dev.wellspring.hub;

/** What of the history a subscriber gets, measured by what it asked for. */
public sealed interface ResumePoint {

    /** It asked for none. */
    record None() implements ResumePoint {}

    /** Everything after the id it named: it misses nothing. */
    record After(String id) implements ResumePoint {}

    /** Everything that is stored, as it asked for. */
    record Earliest() implements ResumePoint {}

    /**
     * Everything that is stored, because the id it named is unknown or what followed was discarded: it may have missed
     * updates.
     *
     * @param requested the id it named
     */
    record Lost(String requested) implements ResumePoint {}
}
