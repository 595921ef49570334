package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors, replay, and how a client learns that it missed something. */
class HistoryContractTest {

    private static final String CURSOR = "Mercure-Last-Event-ID";

    private final HubServer hub = HubServer.demo(Map.of());
    private final String topic = topic();

    @AfterEach
    void stop() {
        hub.close();
    }

    @Nested
    @Tag("A9")
    class Cursors {

        @Test
        void earliestSendsEverythingStored() throws IOException {
            hub.publish(topic, "1");
            hub.publish(topic(), "other");
            hub.publish(topic, "2");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", "earliest"))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo("earliest");
                assertThat(subscriber.dataUntil("end")).containsExactly("1", "2");
            }
        }

        @Test
        void aKnownOneSendsWhatFollows() throws IOException {
            hub.publish(topic, "1");
            String id = hub.publish(topic, "2");
            hub.publish(topic, "3");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", id))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo(id);
                assertThat(subscriber.dataUntil("end")).containsExactly("3");
            }
        }

        @Test
        void theyAreOfTheWholeHub() throws IOException {
            String other = hub.publish(topic(), "of another topic");
            hub.publish(topic, "1");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", other))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo(other);
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @Test
        void theNewestSendsNothingAndGoesOn() throws IOException {
            String id = hub.publish(topic, "1");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", id))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo(id);
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void anUnknownOneIsToldAsEarliest() throws IOException {
            hub.publish(topic, "1");
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", "urn:x:unknown"))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo("earliest");
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"earliest", "urn:x:unknown"})
        void anEmptyHistoryIsToldAsEarliest(String cursor) throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", cursor))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo("earliest");
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void withoutOneThereIsNoHistoryAndNoHeader() throws IOException {
            try (Subscriber witness = hub.subscribe(form("match", topic))) {
                hub.publish(topic, "1");
                witness.until("1"); // where there are several nodes, theirs has dispatched it, too
            }
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                assertThat(subscriber.header(CURSOR)).isNull();
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void duplicateIdsMeanTheEarliest() throws IOException {
            hub.publishForm(form("topic", topic, "data", "1", "id", "twice"));
            hub.publish(topic, "2");
            hub.publishForm(form("topic", topic, "data", "3", "id", "twice"));
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", "twice"))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo("twice");
                assertThat(subscriber.dataUntil("end")).containsExactly("2", "3");
            }
        }

        @Test
        void theHeaderCountsBeforeTheParameter() throws IOException {
            String first = hub.publish(topic, "1");
            String second = hub.publish(topic, "2");
            hub.publish(topic, "end");
            try (Subscriber subscriber = Subscriber.of(
                    hub.get(form("match", topic, "last_event_id", first)).header("Last-Event-ID", second))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo(second);
                assertThat(subscriber.dataUntil("end")).isEmpty();
            }
        }

        @Test
        void theHeaderMaySayEarliest() throws IOException {
            hub.publish(topic, "1");
            hub.publish(topic, "end");
            try (Subscriber subscriber =
                    Subscriber.of(hub.get(form("match", topic)).header("Last-Event-ID", "earliest"))) {
                assertThat(subscriber.dataUntil("end")).containsExactly("1");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"urn:x:1", "a b", "a\"b", "a%62", "a,b;c=d", "é", "日本😀", "50%"})
        void idsOfPublishersAreCursorsInHeaderAndParameter(String id) throws IOException {
            hub.publishForm(form("topic", topic, "data", "1", "id", id));
            hub.publish(topic, "end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", id))) {
                assertThat(subscriber.dataUntil("end")).isEmpty();
                assertThat(utf8(subscriber.header(CURSOR))).isEqualTo(id);
            }
            try (Subscriber subscriber =
                    Subscriber.of(hub.get(form("match", topic)).header("Last-Event-ID", id))) {
                assertThat(subscriber.dataUntil("end")).isEmpty();
                assertThat(utf8(subscriber.header(CURSOR))).isEqualTo(id);
            }
        }

        private static String utf8(String header) {
            return new String(header.getBytes(ISO_8859_1), UTF_8);
        }

        @Test
        void aReaderThatComesBackMissesNothing() throws IOException {
            String last;
            try (Subscriber subscriber = hub.subscribe(form("match", topic))) {
                hub.publish(topic, "1");
                subscriber.dataUntil("1");
                last = subscriber.read().lastEventId();
            }
            hub.publish(topic, "2");
            try (Subscriber subscriber =
                    Subscriber.of(hub.get(form("match", topic)).header("Last-Event-ID", last))) {
                assertThat(subscriber.header(CURSOR)).isEqualTo(last);
                hub.publish(topic, "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("2");
            }
        }

        @Test
        void aLongHistoryComesWholeAndInOrder() throws IOException {
            IntStream.rangeClosed(1, 600).forEach(i -> publish(String.valueOf(i)));
            publish("end");
            try (Subscriber subscriber = hub.subscribe(form("match", topic, "last_event_id", "earliest"))) {
                assertThat(subscriber.dataUntil("end"))
                        .isEqualTo(IntStream.rangeClosed(1, 600)
                                .mapToObj(String::valueOf)
                                .toList());
            }
        }

        private void publish(String data) {
            try {
                hub.publish(topic, data);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    @Tag("A9")
    class Gaps {

        @Test
        void areToldInTheStreamToThoseWhoAsk() throws IOException {
            String query = form("match", topic, "last_event_id", "urn:x:unknown", "gap", "event");
            try (Subscriber subscriber = hub.subscribe(query)) {
                hub.publish(topic, "end");
                subscriber.until("end");
                assertThat(subscriber.read().messages().getFirst().type()).isEqualTo("wellspring-gap");
                assertThat(subscriber.read().messages().getFirst().data()).contains("\"requested\":\"urn:x:unknown\"");
                assertThat(subscriber.read().messages().getFirst().lastEventId())
                        .isEmpty();
            }
        }

        @Test
        void areNotToldWhereThereIsNone() throws IOException {
            String id = hub.publish(topic, "1");
            for (String cursor : new String[] {id, "earliest"}) {
                try (Subscriber subscriber =
                        hub.subscribe(form("match", topic, "last_event_id", cursor, "gap", "event"))) {
                    hub.publish(topic, "end");
                    assertThat(subscriber.until("end"))
                            .noneMatch(it -> it.type().equals("wellspring-gap"));
                }
            }
        }
    }
}
