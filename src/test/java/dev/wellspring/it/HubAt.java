package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The hub of a server in demo mode, as its clients see it. Safe for use by any thread. */
final class HubAt {

    /** The cursor of who wants everything that is stored. */
    static final String EARLIEST = "earliest";

    private static final String HUB = "/.well-known/mercure";
    private static final String TOKEN = DemoToken.classic();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port;

    HubAt(int port) {
        this.port = port;
    }

    /** The request to publish, without an id the hub makes one. */
    RawHttp post(List<String> topics, String data, @Nullable String id) {
        StringBuilder form = new StringBuilder("data=").append(encoded(data));
        topics.forEach(topic -> form.append("&topic=").append(encoded(topic)));
        if (id != null) {
            form.append("&id=").append(encoded(id));
        }
        return RawHttp.request("POST", "127.0.0.1", port, HUB)
                .header("Authorization", "Bearer " + TOKEN)
                .body("application/x-www-form-urlencoded", form.toString().getBytes(UTF_8));
    }

    /** Subscribes to a topic, {@code *} being all, with a cursor. */
    Stream subscribe(String topic, String cursor) throws IOException, InterruptedException {
        // A header has room for printable ASCII; our ids are no more than that.
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + HUB + "?topic=" + encoded(topic)))
                .header("Last-Event-ID", cursor)
                .build();
        HttpResponse<InputStream> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new AssertionError("Subscribing was answered with " + answer.statusCode());
        }
        return new Stream(answer);
    }

    /** What is stored after a cursor, up to and with the first update of this kind. */
    List<Message> stored(String cursor, Predicate<Message> last) throws IOException, InterruptedException {
        try (Stream stream = subscribe("*", cursor)) {
            List<Message> all = new ArrayList<>();
            while (true) {
                for (Message message : stream.next()) {
                    all.add(message);
                    if (last.test(message)) {
                        return all;
                    }
                }
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** An open subscription. Not thread-safe, but any thread may close it. */
    static final class Stream implements AutoCloseable {

        private final InputStream body;
        private final Optional<String> resumedAfter;
        private final EventStreamReader reader = new EventStreamReader();
        private final byte[] buffer = new byte[64 * 1024];

        private Stream(HttpResponse<InputStream> answer) {
            body = answer.body();
            resumedAfter = answer.headers().firstValue("Last-Event-ID");
        }

        /** The cursor that the hub has honoured. */
        String resumedAfter() {
            return resumedAfter.orElse("");
        }

        /**
         * Waits for more, and returns the events which are complete by now; perhaps none.
         *
         * @throws IOException if the stream is over, in whatever way
         */
        List<Message> next() throws IOException {
            int count = body.read(buffer);
            if (count < 0) {
                throw new IOException("The stream has ended.");
            }
            reader.feed(buffer, 0, count);
            List<Message> complete = List.copyOf(reader.messages());
            reader.messages().clear();
            return complete;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
