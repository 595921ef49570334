package dev.wellspring.mercure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open subscription, read as a browser reads it. */
final class Subscriber implements AutoCloseable {

    private final RawHttp.Response response;

    private Subscriber(RawHttp.Response response) {
        this.response = response;
    }

    /** Sends the request, which must be accepted, and waits for the first bytes. */
    static Subscriber of(RawHttp request) throws IOException {
        RawHttp.Response response = request.open();
        if (response.status() != 200) {
            response.awaitEnd(Timing.SOON);
        }
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        response.readUntil("\n\n", Timing.SOON);
        return new Subscriber(response);
    }

    RawHttp.Response response() {
        return response;
    }

    @Nullable String header(String name) {
        return response.header(name);
    }

    EventStreamReader read() {
        return new EventStreamReader().feed(response.body());
    }

    /** Waits until this data comes, and returns the events before it. */
    List<Message> until(String data) {
        response.readUntil(
                body -> body.contains("data: " + data + "\n\n")
                        && read().messages().stream().anyMatch(it -> it.data().equals(data)),
                Timing.SOON);
        return read().messages().stream()
                .takeWhile(message -> !message.data().equals(data))
                .toList();
    }

    /** Waits until this data comes, and returns the data of the events before it. */
    List<String> dataUntil(String data) {
        return until(data).stream().map(Message::data).toList();
    }

    /** Goes without a word, as clients do. */
    @Override
    public void close() throws IOException {
        response.reset();
    }
}
