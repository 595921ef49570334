package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.HUB;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpCookie;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PHP applications publish and authorize through symfony/mercure: what it sends is understood.
 *
 * <p>Its requests were recorded and go out here byte for byte: symfony/mercure 0.7.2, tokens from its LcobucciFactory
 * on lcobucci/jwt 5.3.0, sent by symfony/http-client 5.4 on PHP 8.2, with curl and with PHP's own streams. Only the
 * lifetime of the tokens is not the usual hour, but ends in 2099. Their {@code exp} has a fraction of a second, as
 * lcobucci/jwt writes it.
 */
@Tag("B")
class SymfonyContractTest {

    /** What the recorded updates are about. */
    private static final String BOOK = "https://example.com/books/1";

    private static HubServer hub;

    @BeforeAll
    static void start() {
        hub = HubServer.strict(Map.of());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static byte[] recorded(String file) throws IOException {
        try (InputStream in = SymfonyContractTest.class.getResourceAsStream("symfony/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }

    /** Sends a recorded request, which must be accepted, and returns the body of the answer. */
    private static String send(String recording) throws IOException {
        try (RawHttp.Connection connection = hub.connect()) {
            connection.write(recorded(recording));
            RawHttp.Response answer = connection.response().awaitComplete(Timing.SOON);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.text();
        }
    }

    @Nested
    class Publishing {

        @ParameterizedTest
        @ValueSource(strings = {"curl", "native"})
        void anUpdateWithATopicAndDataOnly(String client) throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("topic", BOOK), Tokens.CLASSIC_ALL)) {
                String id = send("public-" + client + ".http");
                hub.publish(BOOK, "end");
                assertThat(subscriber.until("end"))
                        .containsExactly(new Message("message", "{\"status\":\"OutOfStock\"}", id));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"curl", "native"})
        void aPrivateUpdateWithEverythingItCanHave(String client) throws IOException {
            String allowed = Tokens.classic(List.of(), List.of(BOOK));
            String barred = Tokens.classic(List.of(), List.of("https://example.com/books/2"));
            String canonical = "https://example.com/users/kévin dunglas?a=1&b=2";
            try (Subscriber byTopic = hub.subscribe(form("topic", BOOK), allowed);
                    Subscriber byOtherTopic =
                            hub.subscribe(form("topic", canonical, "topic", BOOK), Tokens.CLASSIC_ALL);
                    Subscriber outsider = hub.subscribe(form("topic", BOOK), barred)) {
                assertThat(send("private-" + client + ".http"))
                        .isEqualTo("urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb");
                hub.publish(BOOK, "end");
                Message update = new Message(
                        "book", "first line\nsecond +line\n🦊 = 100%", "urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb");
                assertThat(byTopic.until("end")).containsExactly(update);
                assertThat(byTopic.read().reconnectionTime()).isEqualTo(3000);
                assertThat(byOtherTopic.until("end")).containsExactly(update);
                assertThat(outsider.until("end")).isEmpty();
            }
        }

        @Test
        void eachTopicOfAnUpdateIsOne() throws IOException {
            String second = "https://example.com/users/kévin dunglas?a=1&b=2";
            try (Subscriber subscriber = hub.subscribe(form("topic", second), Tokens.CLASSIC_ALL)) {
                send("private-curl.http");
                hub.publish(second, "end");
                assertThat(subscriber.dataUntil("end")).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"curl", "native"})
        void anUpdateWithoutData(String client) throws IOException {
            try (Subscriber subscriber = hub.subscribe(form("topic", BOOK), Tokens.CLASSIC_ALL)) {
                String id = send("empty-" + client + ".http");
                hub.publish(BOOK, "end");
                subscriber.until("end");
                assertThat(subscriber.response().text()).contains("id: " + id + "\ndata: \n\n");
            }
        }
    }

    /** The cookie that its class Authorization makes for "https://example.com/books/{id}", and the URLs of its Twig function. */
    @Nested
    class Subscribing {

        private static final String BOOKS = "?topic=https%3A%2F%2Fexample.com%2Fbooks%2F%7Bid%7D";

        private static HttpCookie cookie() throws IOException {
            return HttpCookie.parse("Set-Cookie: " + new String(recorded("set-cookie.txt"), UTF_8).strip())
                    .getFirst();
        }

        private static Subscriber subscribe(String url) throws IOException {
            return Subscriber.of(
                    hub.request("GET", HUB + url).header("Cookie", cookie().getName() + "=" + cookie().getValue()));
        }

        @Test
        void browsersSendTheCookieToThisHub() throws IOException {
            assertThat(cookie().getPath()).isEqualTo(HUB);
        }

        @Test
        void theCookieOpensWhatItGrantsAndNothingElse() throws IOException {
            String secret = "https://example.com/secrets/1";
            try (Subscriber subscriber = subscribe(BOOKS + "&topic=https%3A%2F%2Fexample.com%2Fsecrets%2F1")) {
                hub.publishPrivate(secret, "secret");
                hub.publishPrivate(topic(), "mine");
                hub.publish(secret, "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("mine");
            }
        }

        @Test
        void historyIsAskedForByTwoNamesAtOnce() throws IOException {
            String before = hub.publishPrivate(BOOK, "before");
            hub.publishPrivate(BOOK, "missed");
            try (Subscriber subscriber = subscribe(BOOKS + "&lastEventID=" + before.replace(":", "%3A")
                    + "&Last-Event-ID=" + before.replace(":", "%3A"))) {
                hub.publishPrivate(BOOK, "end");
                assertThat(subscriber.dataUntil("end")).containsExactly("missed");
            }
        }
    }
}
