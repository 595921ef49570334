package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
    private static final int LITTLE_ROOM = 4096;

    private final int port;

    HubAt(int port) {
        this.port = port;
    }

    /** An answer to a subscriber other than a stream, which is final for an {@code EventSource}. */
    static final class Refusal extends AssertionError {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refusal(int status) {
            super("Subscribing was answered with " + status);
            this.status = status;
        }

        /** The hub could not look up the cursor, or had no room, and asks to come back. */
        boolean isTemporary() {
            return status == 503;
        }
    }

    /**
     * What a subscriber asks for.
     *
     * @param query the parameters, encoded
     * @param token what it shows; null for nothing
     * @param slowly whether its connection has little room and is to be read at its own pace
     */
    record Asked(String query, @Nullable String token, boolean slowly) {

        /** For public updates of a topic, {@code *} being all. */
        static Asked topic(String topic) {
            return new Asked("topic=" + encoded(topic), null, false);
        }

        /** For everything there is. */
        static Asked everything() {
            return new Asked("topic=*", TOKEN, false);
        }
    }

    /** The request to publish, without an id the hub makes one. */
    RawHttp post(List<String> topics, String data, @Nullable String id) {
        return post(topics, data, id, false);
    }

    /** The same, for those who are granted its topics alone. */
    RawHttp post(List<String> topics, String data, @Nullable String id, boolean privately) {
        StringBuilder form = new StringBuilder("data=").append(encoded(data));
        topics.forEach(topic -> form.append("&topic=").append(encoded(topic)));
        if (id != null) {
            form.append("&id=").append(encoded(id));
        }
        if (privately) {
            form.append("&private=on");
        }
        return RawHttp.request("POST", "127.0.0.1", port, HUB)
                .header("Authorization", "Bearer " + TOKEN)
                .body("application/x-www-form-urlencoded", form.toString().getBytes(UTF_8));
    }

    /** The bare request to subscribe to everything, with a cursor or none. */
    RawHttp get(String cursor) {
        RawHttp request = RawHttp.get("127.0.0.1", port, HUB + "?topic=*").header("Authorization", "Bearer " + TOKEN);
        return cursor.isEmpty() ? request : request.header("Last-Event-ID", cursor);
    }

    /** Subscribes to a topic, {@code *} being all, with a cursor. */
    Stream subscribe(String topic, String cursor) throws IOException, InterruptedException {
        return subscribe(Asked.topic(topic), cursor);
    }

    /** Subscribes with a cursor. */
    Stream subscribe(Asked asked, String cursor) throws IOException, InterruptedException {
        if (asked.slowly()) {
            return Stream.over(slowSocket(asked, cursor));
        }
        // A header has room for printable ASCII; our ids are no more than that.
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + HUB + "?" + asked.query()))
                .timeout(ANSWERED_WITHIN)
                .header("Last-Event-ID", cursor);
        if (asked.token() != null) {
            request.header("Authorization", "Bearer " + asked.token());
        }
        HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new Refusal(answer.statusCode());
        }
        return new Stream(answer);
    }

    /** HTTP/1.0, so that the answer is the events and nothing else. */
    private Socket slowSocket(Asked asked, String cursor) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(LITTLE_ROOM);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String authorization = asked.token() == null ? "" : "Authorization: Bearer " + asked.token() + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + HUB + "?" + asked.query() + " HTTP/1.0\r\nHost: localhost\r\nLast-Event-ID: "
                                    + cursor + "\r\n" + authorization + "\r\n")
                            .getBytes(UTF_8));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** What is stored after a cursor and public, up to and with the first update of this kind. */
    List<Message> stored(String cursor, Predicate<Message> last) throws IOException, InterruptedException {
        return stored(Asked.topic("*"), cursor, last);
    }

    /** What is stored after a cursor, of what is asked for, up to and with the first update of this kind. */
    List<Message> stored(Asked asked, String cursor, Predicate<Message> last) throws IOException, InterruptedException {
        try (Stream stream = subscribe(asked, cursor)) {
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

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** An open subscription. Not thread-safe, but any thread may close it. */
    static final class Stream implements AutoCloseable {

        private final InputStream body;
        private final Optional<String> resumedAfter;
        private final EventStreamReader reader = new EventStreamReader();
        private final byte[] buffer = new byte[64 * 1024];

        private Stream(HttpResponse<InputStream> answer) {
            this(
                    answer.body(),
                    answer.headers()
                            .firstValue("Last-Event-ID")
                            .or(() -> answer.headers().firstValue("Mercure-Last-Event-ID")));
        }

        private Stream(InputStream body, Optional<String> resumedAfter) {
            this.body = body;
            this.resumedAfter = resumedAfter;
        }

        private static Stream over(Socket socket) throws IOException {
            InputStream in = socket.getInputStream(); // closing it closes the socket
            try {
                socket.setSoTimeout(Math.toIntExact(ANSWERED_WITHIN.toMillis()));
                String status = line(in);
                Optional<String> resumedAfter = Optional.empty();
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    String lower = line.toLowerCase(Locale.ROOT);
                    if (lower.startsWith("last-event-id:") || lower.startsWith("mercure-last-event-id:")) {
                        resumedAfter = Optional.of(
                                line.substring(line.indexOf(':') + 1).strip());
                    }
                }
                if (!status.contains(" 200")) {
                    throw new AssertionError("Subscribing was answered with " + status);
                }
                return new Stream(in, resumedAfter);
            } catch (IOException | AssertionError e) {
                socket.close();
                throw e;
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("The server is gone.");
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }

        /** After how many milliseconds its client is asked to come back; null if nothing was said. */
        @Nullable Long retryMillis() {
            return reader.reconnectionTime();
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
