package dev.wellspring.it;

import dev.wellspring.it.NumberingPublisher.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a soak went.
 *
 * @param inLog how many updates the log has
 * @param visits how many subscribers came and went
 * @param rows a row for each subscriber that stayed
 * @param complaints what was not as promised
 */
record SoakReport(
        Duration took,
        long seed,
        int rounds,
        Map<SoakFault, Integer> faults,
        Published published,
        int inLog,
        long visits,
        List<String> rows,
        List<String> complaints) {

    private static final String HEAD = """
            | subscriber | connections | due | received | not received | told as dropped | lost | doubled | out of order | not for it |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    /** What publishers were told. */
    record Published(long acknowledged, long refused, long unanswered) {

        static Published of(List<NumberingPublisher> publishers) {
            return new Published(
                    count(publishers, Fate.ACKNOWLEDGED),
                    count(publishers, Fate.REFUSED),
                    count(publishers, Fate.UNKNOWN));
        }

        private static long count(List<NumberingPublisher> publishers, Fate fate) {
            return publishers.stream()
                    .flatMap(one -> one.all().stream())
                    .filter(sent -> sent.fate() == fate)
                    .count();
        }
    }

    /** The table, as Markdown. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%.1f minutes, seed %d, %d rounds. Updates: %,d acknowledged, %,d refused, %,d without an answer; %,d in the log."
                        + " %,d more subscribers came and went.%n%n",
                took.toMillis() / 60_000.0,
                seed,
                rounds,
                published.acknowledged(),
                published.refused(),
                published.unanswered(),
                inLog,
                visits));
        text.append("Faults:");
        for (SoakFault fault : SoakFault.values()) {
            text.append(text.charAt(text.length() - 1) == ':' ? " " : "; ")
                    .append(fault.description())
                    .append(" × ")
                    .append(faults.getOrDefault(fault, 0));
        }
        text.append(".\n\n").append(HEAD);
        rows.forEach(row -> text.append(row).append('\n'));
        text.append('\n')
                .append(
                        complaints.isEmpty()
                                ? "Every acknowledged update is in the log, once and in order; no promise to a subscriber was broken."
                                : "NOT AS PROMISED:");
        complaints.forEach(one -> text.append("\n* ").append(one));
        return text.toString();
    }
}
