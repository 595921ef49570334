package dev.wellspring.mercure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import dev.wellspring.hub.Update;
import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.topic.ProtocolString;
import dev.wellspring.topic.ReservedNamespace;
import org.junit.jupiter.api.Timeout;

/** Bodies of publish requests: any bytes are an update that keeps the rules or are refused, and an update is one event. */
class PublicationFuzzTest {

    private final ReservedNamespace reserved =
            HubAddress.of("https://hub.example.com/.well-known/mercure").reserved();
    private final Publication publication = new Publication(new Limits(1 << 20, 20, 20, 4096), reserved);

    @FuzzTest
    @Timeout(10)
    void anyBytes(byte[] body) {
        Parameters fields;
        Update update;
        try {
            fields = Parameters.parse(body);
            update = publication.read(fields);
        } catch (InvalidParameter | TooLarge refused) {
            assertThat(refused.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
            return;
        }
        assertThat(update.topics()).isEqualTo(fields.all("topic")).hasSizeBetween(1, 20);
        assertThat(update.topics())
                .doesNotContain("*", "")
                .noneMatch(reserved::contains)
                .allSatisfy(topic -> assertThat(ProtocolString.violation(topic)).isEmpty());
        assertThat(update.isPrivate()).isEqualTo(fields.has("private"));
        assertThat(update.id()).isNotEqualTo("earliest");
        assertThat(update.type()).isNotEqualTo("mercure");
        assertThat(read(update))
                .isEqualTo(new Message(
                        update.type() == null ? "message" : update.type(), lines(update.data()), id(update)));
    }

    private static String id(Update update) {
        return update.id() == null ? "urn:x" : update.id();
    }

    private static String lines(String data) {
        return data.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** What a browser makes of the update: one event, and nothing that was smuggled in. */
    private static Message read(Update update) {
        var reader = new EventStreamReader()
                .feed(EventEncoder.encode(new Event(null, id(update), update.type(), update.retry(), update.data())));
        assertThat(reader.unknownFields()).isEmpty();
        assertThat(reader.comments()).isEmpty();
        assertThat(reader.betweenEvents()).isTrue();
        assertThat(reader.reconnectionTime()).isEqualTo(update.retry());
        assertThat(reader.messages()).hasSize(1);
        return reader.messages().getFirst();
    }
}
