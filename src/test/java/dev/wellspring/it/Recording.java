package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answer, whatever protocol it came by.
 *
 * @param status the status code
 * @param headers the values of each header, by its name in lower case
 * @param text the body
 * @param arrivals its events, and when each was complete
 * @param complete whether the body ended in the regular way
 * @param took how long it took, from the request to the end of the body
 */
record Recording(
        int status,
        Map<String, List<String>> headers,
        String text,
        List<Arrival> arrivals,
        boolean complete,
        Duration took) {

    /** An event as sent, and when it was complete, counted from the first. */
    record Arrival(String event, Duration at) {}

    /** A piece of the body, and when it came. */
    record Piece(String text, long nanos) {}

    /** Puts the events together from pieces, which may end anywhere. */
    static List<Arrival> arrivals(List<Piece> pieces) {
        List<Arrival> arrivals = new ArrayList<>();
        StringBuilder begun = new StringBuilder();
        long first = 0;
        for (Piece piece : pieces) {
            begun.append(piece.text);
            for (int end = begun.indexOf("\n\n"); end >= 0; end = begun.indexOf("\n\n")) {
                first = arrivals.isEmpty() ? piece.nanos : first;
                arrivals.add(new Arrival(begun.substring(0, end), Duration.ofNanos(piece.nanos - first)));
                begun.delete(0, end + 2);
            }
        }
        return arrivals;
    }

    static Map<String, List<String>> headers(List<String> lines) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * The events came one after the other, this far apart, and were not held back by anybody. A busy machine may be late,
     * so the bounds are wide; an answer that was buffered comes all at once and breaks them by far.
     */
    void assertPaced(int firstEvent, Duration pause) {
        for (int i = firstEvent; i < arrivals.size(); i++) {
            Duration due = pause.multipliedBy(i - firstEvent);
            Duration at = arrivals.get(i).at.minus(arrivals.get(firstEvent).at);
            assertThat(at)
                    .as("arrival of event %d: %s", i, arrivals.get(i).event)
                    .isBetween(due.minusMillis(400), due.plusMillis(1500));
        }
    }
}
