package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds what publishers were told against what the log has. */
final class PublishedAndStored {

    private final Map<String, NumberingPublisher> publishers;
    private final boolean elsewhere;

    PublishedAndStored(List<NumberingPublisher> publishers) {
        this(publishers, false);
    }

    /**
     * @param elsewhere whether the log is in another process than the hub: if that dies before it has answered, the hub refuses
     *     an update that may have been kept
     */
    PublishedAndStored(List<NumberingPublisher> publishers, boolean elsewhere) {
        this.elsewhere = elsewhere;
        this.publishers = publishers.stream().collect(Collectors.toMap(NumberingPublisher::name, one -> one));
    }

    /**
     * Asserts that the log has everything that was acknowledged, under the id that was answered, and nothing that was
     * refused (but see above); everything once; each publisher's updates in its order; and of updates of different publishers none
     * before another one that had been acknowledged when it was sent.
     */
    void verify(List<Message> log) {
        Map<String, Integer> places = new HashMap<>();
        Set<String> ids = new HashSet<>();
        Map<NumberingPublisher, Integer> newest = new HashMap<>();
        long latestSent = Long.MIN_VALUE;
        for (int place = 0; place < log.size(); place++) {
            Message message = log.get(place);
            NumberingPublisher publisher = publisherOf(message);
            int number = publisher.numberOf(message.data());
            if (places.put(message.data(), place) != null || !ids.add(message.lastEventId())) {
                throw new AssertionError("twice: " + message);
            }
            if (number <= newest.getOrDefault(publisher, -1)) {
                throw new AssertionError("after the publisher's number " + newest.get(publisher) + ": " + message);
            }
            newest.put(publisher, number);
            Sent sent = publisher.all().get(number);
            assertSame(sent, message);
            if (sent.fate() == Fate.ACKNOWLEDGED && sent.answered() < latestSent) {
                throw new AssertionError("after one that was sent later than this was acknowledged: " + message);
            }
            latestSent = Math.max(latestSent, sent.sent());
        }
        for (NumberingPublisher publisher : publishers.values()) {
            List<String> lost = publisher.all().stream()
                    .filter(sent -> sent.fate() == Fate.ACKNOWLEDGED && !places.containsKey(sent.data()))
                    .map(Sent::data)
                    .toList();
            assertThat(lost).as("acknowledged and not in the log").isEmpty();
        }
    }

    private NumberingPublisher publisherOf(Message message) {
        int slash = Math.max(0, message.data().indexOf('/'));
        NumberingPublisher publisher = publishers.get(message.data().substring(0, slash));
        if (publisher == null) {
            throw new AssertionError("nobody has published this: " + message);
        }
        return publisher;
    }

    private void assertSame(Sent sent, Message message) {
        if (sent.fate() == Fate.REFUSED && !elsewhere) {
            throw new AssertionError("was refused, and is in the log: " + message);
        }
        if (!sent.data().equals(message.data())
                || (!sent.id().isEmpty() && !sent.id().equals(message.lastEventId()))) {
            throw new AssertionError("published as " + sent + ", stored as " + message);
        }
    }
}
