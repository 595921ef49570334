package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.EventStreamReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where connections cannot be handed over, on other connectors of Tomcat and in another container: streams stay in their
 * requests and keep their promises, and log and metrics say so, once.
 */
class PortableFallbackIT {

    private static final Map<String, String> DEMO =
            Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED);
    private static final String CONNECTOR_BEGINS =
            "<Connector protocol=\"org.apache.coyote.http11.Http11NioProtocol\"\n               port=\"${tomcat.port:-8080}\"";
    private static final String WHAT_FOLLOWS_IT = "\n\n    <!--\n      The same application";
    private static final String CONNECTOR_ENDS = "/>" + WHAT_FOLLOWS_IT;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void withTlsOfItsOwn(HttpClient.Version version) throws IOException {
        Certificate certificate = Certificate.ofThisRun();
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", DEMO, conf -> useTls(conf, certificate));
                Client client = new Client(
                        URI.create("https://localhost:" + server.port()),
                        HttpClient.newBuilder()
                                .version(version)
                                .sslContext(certificate.trust())
                                .build())) {
            assertThat(client.metric("wellspring_native_transport")).isEqualTo(1);
            serves(client, version);
            assertThat(client.metric("wellspring_native_transport")).isZero();
            endsItsStreams(client, server);
            assertThat(server.troubles()).singleElement().asString().contains("Streams stay in their requests", "TLS");
        }
    }

    private static void useTls(Path conf, Certificate certificate) {
        Path chain = conf.resolve("chain.pem");
        Path key = conf.resolve("key.pem");
        try {
            certificate.writeTo(chain, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path settings = conf.resolve("server.xml");
        Checkout.edit(settings, CONNECTOR_BEGINS, CONNECTOR_BEGINS + " SSLEnabled=\"true\"");
        Checkout.edit(settings, CONNECTOR_ENDS, """
                >
                  <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>
                  <SSLHostConfig>
                    <Certificate certificateFile="%s" certificateKeyFile="%s"/>
                  </SSLHostConfig>
                </Connector>""".formatted(chain, key) + WHAT_FOLLOWS_IT);
    }

    /** That it is another connector is found out when a connection is handed over: whoever had it comes back. */
    @Test
    void withAConnectorOfAnotherKind() throws IOException {
        Consumer<Path> nio2 = conf -> Checkout.edit(
                conf.resolve("server.xml"),
                CONNECTOR_BEGINS,
                CONNECTOR_BEGINS.replace("Http11NioProtocol", "Http11Nio2Protocol"));
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", DEMO, nio2);
                Client client = new Client(
                        URI.create("http://localhost:" + server.port()),
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .build())) {
            Stream first = client.subscribe("https://example.com/first");
            await().until(first::isCut);
            serves(client, HttpClient.Version.HTTP_1_1);
            assertThat(client.metric("wellspring_native_transport")).isZero();
            endsItsStreams(client, server);
            assertThat(server.troubles()).singleElement().asString().contains("Streams stay in their requests", "NIO");
        }
    }

    /** It tells applications that it stops when their connections are cut already: clients resume by their cursor. */
    @Test
    void inAContainerThatIsNotTomcat() throws IOException {
        try (JettyServer server = JettyServer.start(DEMO);
                Client client = new Client(
                        URI.create("http://localhost:" + server.port()),
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .build())) {
            Map<Lesson, Recording> recordings = new Http1Recorder(server.port()).recordAll("");
            assertThat(recordings).hasSize(Lesson.values().length).allSatisfy((lesson, recording) -> {
                assertThat(recording.status()).isEqualTo(200);
                assertThat(recording.text()).matches(lesson.body());
            });
            serves(client, HttpClient.Version.HTTP_1_1);
            assertThat(client.metric("wellspring_native_transport")).isZero();
            assertThat(server.stop().took()).isLessThan(Duration.ofSeconds(10));
            assertThat(server.output())
                    .filteredOn(line -> line.contains("Streams stay in their requests"))
                    .singleElement()
                    .asString()
                    .contains("not Tomcat");
        }
    }

    private static void serves(Client client, HttpClient.Version version) throws IOException {
        try (Stream one = client.subscribe("https://example.com/one");
                Stream other = client.subscribe("https://example.com/other")) {
            assertThat(one.version).isEqualTo(version);
            client.publish("https://example.com/one", "to one");
            client.publish("https://example.com/other", "to the other");
            assertThat(one.next()).isEqualTo("to one");
            assertThat(other.next()).isEqualTo("to the other");
            assertThat(client.metric("wellspring_subscribers")).isEqualTo(2);
        }
        await("those who left are noticed by what is written to them").untilAsserted(() -> {
            client.publish("https://example.com/one", "anybody there?");
            client.publish("https://example.com/other", "anybody there?");
            assertThat(client.metric("wellspring_subscribers")).isZero();
        });
    }

    private static void endsItsStreams(Client client, TomcatServer server) throws IOException {
        try (Stream stream = client.subscribe("https://example.com/one")) {
            // Read at once: this client forgets what was not read when the connection ends.
            CompletableFuture<Long> retry =
                    CompletableFuture.supplyAsync(stream::retryAtItsEnd, Thread::startVirtualThread);
            assertThat(server.stop().took()).isLessThan(TomcatServer.DRAIN.plusSeconds(5));
            assertThat(retry.join()).isBetween(1L, 60_000L);
        }
    }

    /** Publishes and subscribes at this address. */
    private static final class Client implements AutoCloseable {

        private final URI site;
        private final HttpClient http;

        Client(URI site, HttpClient http) {
            this.site = site;
            this.http = http;
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(site.resolve(path)).timeout(Duration.ofSeconds(30));
        }

        private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
            try {
                HttpResponse<T> answer = http.send(request, body);
                assertThat(answer.statusCode()).as(request.uri().getPath()).isEqualTo(200);
                return answer;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        Stream subscribe(String topic) throws IOException {
            HttpRequest request = request("/.well-known/mercure?topic=" + HubAt.encoded(topic))
                    .build();
            return new Stream(answer(request, HttpResponse.BodyHandlers.ofInputStream()));
        }

        void publish(String topic, String data) throws IOException {
            HttpRequest request = request("/.well-known/mercure")
                    .header("Authorization", "Bearer " + DemoToken.classic())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "topic=" + HubAt.encoded(topic) + "&data=" + HubAt.encoded(data)))
                    .build();
            answer(request, HttpResponse.BodyHandlers.ofString());
        }

        double metric(String name) throws IOException {
            String text = answer(request("/metrics").build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in\n" + text));
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }

    /** An open subscription. */
    private static final class Stream implements AutoCloseable {

        private final HttpClient.Version version;
        private final InputStream body;
        private final EventStreamReader reader = new EventStreamReader();

        Stream(HttpResponse<InputStream> answer) {
            version = answer.version();
            body = answer.body();
        }

        /** Waits for more; false at the regular end. */
        private boolean read() throws IOException {
            byte[] buffer = new byte[8192];
            int count = body.read(buffer);
            if (count > 0) {
                reader.feed(buffer, 0, count);
            }
            return count >= 0;
        }

        /** The data of the next event. */
        String next() throws IOException {
            while (reader.messages().isEmpty()) {
                assertThat(read()).as("the stream goes on").isTrue();
            }
            return reader.messages().removeFirst().data();
        }

        /** Reads to the regular end, and returns after how many milliseconds the client is asked to come back. */
        long retryAtItsEnd() {
            try {
                while (read()) {
                    assertThat(reader.messages()).isEmpty();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The stream did not end in the regular way.", e);
            }
            Long retry = reader.reconnectionTime();
            assertThat(retry).isNotNull();
            return retry;
        }

        boolean isCut() {
            try {
                return !read();
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
