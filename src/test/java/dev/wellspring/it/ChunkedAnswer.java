package dev.wellspring.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/1.1 answer with a chunked body, taken apart as it comes, in pieces of any size. One thread feeds it, any may look.
 */
final class ChunkedAnswer {

    /** An event as sent, without its blank line, and when it was complete: milliseconds since the epoch. */
    record Arrival(String event, long millis) {}

    private enum Place {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        LAST_LINE,
        END
    }

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private final List<Arrival> arrivals = new ArrayList<>();
    private Place place = Place.HEAD;
    private String statusLine = "";
    private int left;
    private byte before;

    synchronized void take(byte[] bytes, int count, long millis) {
        for (int i = 0; i < count; i++) {
            take(bytes[i], millis);
        }
    }

    private void take(byte next, long millis) {
        switch (place) {
            case HEAD, CHUNK_SIZE, CHUNK_END, LAST_LINE -> {
                if (next == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    line.reset();
                    endLine(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
                } else {
                    line.write(next);
                }
            }
            case CHUNK -> {
                body.write(next);
                event.write(next);
                if (next == '\n' && before == '\n') {
                    endEvent(millis);
                }
                before = next;
                if (--left == 0) {
                    place = Place.CHUNK_END;
                }
            }
            case END -> throw new IllegalStateException("There is something after the end of " + statusLine);
        }
    }

    private void endLine(String text) {
        switch (place) {
            case HEAD -> {
                if (statusLine.isEmpty()) {
                    statusLine = text;
                } else if (text.isEmpty()) {
                    place = Place.CHUNK_SIZE;
                }
            }
            case CHUNK_SIZE -> {
                left = Integer.parseInt(text, 16);
                place = left == 0 ? Place.LAST_LINE : Place.CHUNK;
            }
            case CHUNK_END -> place = Place.CHUNK_SIZE;
            default -> place = Place.END;
        }
    }

    private void endEvent(long millis) {
        String text = event.toString(StandardCharsets.UTF_8);
        event.reset();
        arrivals.add(new Arrival(text.substring(0, text.length() - 2), millis));
    }

    /** The first line; empty until it is there. */
    synchronized String statusLine() {
        return statusLine;
    }

    /** The body so far. */
    synchronized String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Each event and when it came. */
    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Whether the body ended in the regular way, with the chunk of length zero. */
    synchronized boolean isComplete() {
        return place == Place.END;
    }
}
