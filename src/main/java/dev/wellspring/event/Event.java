package dev.wellspring.event;

import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream: any of a comment, an id, an event name, a reconnection time and data, at least one of
 * them.
 *
 * <p>An {@code Event} can always be written: values that would break out of their line are refused here, before
 * anything was sent. Only events with {@code data} (the empty string counts) are dispatched by a browser; an event with
 * nothing but {@code retry}, {@code id} or {@code comment} is legal and has its uses.
 *
 * <p>Immutable, and so safe for use by any thread.
 *
 * @param comment text no client sees, often a heartbeat; line breaks make several comment lines
 * @param id what the client sends back as {@code Last-Event-ID}; the empty string resets it. No CR, LF or NUL: a line
 *     break would start a new field, and a client ignores an id that holds NUL
 * @param name the event type, {@code message} when absent; no CR, LF or NUL
 * @param retry the reconnection time in milliseconds, zero or more
 * @param data the payload; CR, LF and CRLF are line breaks, and reach the client as LF
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">HTML standard,
 *     9.2.5 Parsing an event stream</a>
 */
public record Event(
        @Nullable String comment,
        @Nullable String id,
        @Nullable String name,
        @Nullable Long retry,
        @Nullable String data) {

    /**
     * @throws IllegalArgumentException if all five are null, if {@code id} or {@code name} hold CR, LF or NUL, or if
     *     {@code retry} is negative
     */
    public Event {
        if (comment == null && id == null && name == null && retry == null && data == null) {
            throw new IllegalArgumentException("An event needs data, an id, a name, a retry or a comment.");
        }
        requireOneLine("id", id);
        requireOneLine("name", name);
        if (retry != null && retry < 0) {
            throw new IllegalArgumentException("The reconnection time of an event is zero or more milliseconds.");
        }
    }

    /** An event that is nothing but a comment: clients skip it, connections stay warm. */
    public static Event comment(String text) {
        return new Event(text, null, null, null, null);
    }

    /** A plain message. */
    public static Event data(String data) {
        return new Event(null, null, null, null, data);
    }

    private static void requireOneLine(String field, @Nullable String value) {
        if (value == null) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r' || c == '\0') {
                // The value itself stays out of the message: it may be an attacker's, and messages reach logs.
                throw new IllegalArgumentException(
                        "The " + field + " of an event must not contain a line break or NUL (position " + i + ").");
            }
        }
    }
}
