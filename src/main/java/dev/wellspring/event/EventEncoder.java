package dev.wellspring.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes events as {@code text/event-stream} bytes: the one place of the project that knows the wire format.
 *
 * <p>The fields come in the order comment, id, event, retry, data. Every field name is followed by a colon and one
 * space, which the client takes off again, so that a value may begin with a space. Lines end with LF alone, the block
 * with an empty line. The text is UTF-8 without byte order mark; half of a surrogate pair, which UTF-8 cannot express,
 * becomes {@code ?}.
 *
 * <p>What is encoded can hold no second event: the lines of data and comment are split wherever a client would see a
 * line end (LF, CR, CRLF), and each gets its own field name; {@link Event} keeps id and name on one line.
 *
 * <p>Stateless, safe for use by any thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">HTML
 *     standard, 9.2.6 Interpreting an event stream</a>
 */
public final class EventEncoder {

    private EventEncoder() {}

    /**
     * The bytes of one whole event, with the empty line that makes the client dispatch it.
     *
     * @return a fresh array that may be shared by everyone who gets the event, as long as nobody writes to it
     */
    public static byte[] encode(Event event) {
        StringBuilder block = new StringBuilder(64);
        if (event.comment() != null) {
            lines(block, ": ", event.comment());
        }
        if (event.id() != null) {
            block.append("id: ").append(event.id()).append('\n');
        }
        if (event.name() != null) {
            block.append("event: ").append(event.name()).append('\n');
        }
        if (event.retry() != null) {
            block.append("retry: ").append(event.retry().longValue()).append('\n');
        }
        if (event.data() != null) {
            lines(block, "data: ", event.data());
        }
        return block.append('\n').toString().getBytes(UTF_8);
    }

    /** One line for each line of the text; the empty text is one empty line, as is what follows a last line end. */
    private static void lines(StringBuilder block, String field, String text) {
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                block.append(field).append(text, start, i).append('\n');
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        block.append(field).append(text, start, text.length()).append('\n');
    }
}
