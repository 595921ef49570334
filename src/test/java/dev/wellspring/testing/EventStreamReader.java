package dev.wellspring.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a browser makes of an event stream, step by step as the HTML standard tells it, and knowing nothing of our
 * encoder. It takes the bytes in any cuts, and also keeps what a browser throws away: the comments.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">HTML
 *     standard, 9.2.6 Interpreting an event stream</a>
 */
public final class EventStreamReader {

    /** An event as the page gets it. */
    public record Message(String type, String data, String lastEventId) {}

    private final List<Message> messages = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final List<String> unknownFields = new ArrayList<>();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean firstLine = true;
    private boolean afterCarriageReturn;

    private final StringBuilder dataBuffer = new StringBuilder();
    private String typeBuffer = "";
    private String idBuffer = "";
    private String lastEventId = "";
    private @Nullable Long reconnectionTime;

    /** Takes the next bytes of the stream. */
    public EventStreamReader feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                endLine();
            } else {
                line.write(b);
            }
        }
        return this;
    }

    /** Takes the next bytes of the stream. */
    public EventStreamReader feed(byte[] bytes) {
        return feed(bytes, 0, bytes.length);
    }

    /** The events dispatched so far. */
    public List<Message> messages() {
        return messages;
    }

    /** The comment lines, each without the space after its colon. */
    public List<String> comments() {
        return comments;
    }

    /** Names of fields that no client knows: there should be none. */
    public List<String> unknownFields() {
        return unknownFields;
    }

    /** What the client would send as {@code Last-Event-ID}. */
    public String lastEventId() {
        return lastEventId;
    }

    /** What {@code retry} has set. */
    public @Nullable Long reconnectionTime() {
        return reconnectionTime;
    }

    /** Whether the last block was ended by its empty line. */
    public boolean betweenEvents() {
        return line.size() == 0 && dataBuffer.isEmpty() && typeBuffer.isEmpty() && idBuffer.equals(lastEventId);
    }

    private void endLine() {
        String text = line.toString(UTF_8);
        line.reset();
        if (firstLine && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        firstLine = false;
        int colon = text.indexOf(':');
        if (text.isEmpty()) {
            dispatch();
        } else if (colon == 0) {
            comments.add(withoutLeadingSpace(text.substring(1)));
        } else if (colon > 0) {
            field(text.substring(0, colon), withoutLeadingSpace(text.substring(colon + 1)));
        } else {
            field(text, "");
        }
    }

    private static String withoutLeadingSpace(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> typeBuffer = value;
            case "data" -> dataBuffer.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    idBuffer = value;
                }
            }
            case "retry" -> {
                if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    reconnectionTime = Long.valueOf(value);
                }
            }
            default -> unknownFields.add(name);
        }
    }

    private void dispatch() {
        lastEventId = idBuffer;
        if (!dataBuffer.isEmpty()) {
            dataBuffer.setLength(dataBuffer.length() - 1);
            messages.add(
                    new Message(typeBuffer.isEmpty() ? "message" : typeBuffer, dataBuffer.toString(), lastEventId));
        }
        dataBuffer.setLength(0);
        typeBuffer = "";
    }
}
