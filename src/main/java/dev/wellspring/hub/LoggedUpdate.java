package dev.wellspring.hub;

/**
 * An update that exists: the log has it, at a place in the one order of all updates.
 *
 * @param sequence its place: later updates have larger numbers, gaps are possible; at least 1
 * @param id its id for clients, which is also a cursor: the publisher's own, or made by the log
 * @param update what was published
 */
public record LoggedUpdate(long sequence, String id, Update update) {}
