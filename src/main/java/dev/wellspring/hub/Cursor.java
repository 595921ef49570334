package dev.wellspring.hub;

/** From where a subscriber wants to read. */
public sealed interface Cursor {

    /** From now on. */
    record Live() implements Cursor {}

    /** From the oldest update that is still stored. */
    record Earliest() implements Cursor {}

    /**
     * From the update after this one; from the oldest stored one if the id is unknown.
     *
     * @param id what the client saw last
     */
    record After(String id) implements Cursor {}
}
