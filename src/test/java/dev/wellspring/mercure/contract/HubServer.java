package dev.wellspring.mercure.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.RedisServer;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running hub that the cases of a class share: each uses topics of its own. Everything it can be asked goes over a
 * socket.
 *
 * <p>It is served as the {@linkplain Layout current layout} says.
 */
final class HubServer implements AutoCloseable {

    static final String HUB = "/.well-known/mercure";
    static final String SUBSCRIPTIONS = HUB + "/subscriptions";
    static final String FORM = "application/x-www-form-urlencoded";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The log that nodes share; there is one for all tests, and each hub has keys of its own in it. */
    private static final class SharedLog {

        private static final RedisServer REDIS = start();

        private static RedisServer start() {
            try {
                RedisServer redis = RedisServer.start().awaitReady();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        redis.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return redis;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Node publishing;
    private final Node subscribing;

    private HubServer(Layout layout, Map<String, String> settings) {
        publishing = new Node(layout, settings);
        subscribing = layout.isTwoNodes() ? new Node(layout, settings) : publishing;
    }

    /** A hub that lets anybody subscribe, and whose keys everybody knows. */
    static HubServer demo(Map<String, String> more) {
        return with(Map.of("mode", "demo"), more);
    }

    /** A hub with one key, for tokens of both generations, and nothing else allowed. */
    static HubServer strict(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("mode", "demo"); // in production nobody may use this secret
        settings.put("hub-url", Tokens.AUDIENCE);
        settings.put("keys.main.secret", Tokens.SECRET);
        settings.put("keys.main.issuer", Tokens.ISSUER);
        settings.put("keys.main.classic", "true");
        return with(settings, more);
    }

    /** A hub with these settings. */
    static HubServer of(Map<String, String> settings) {
        return with(settings, Map.of());
    }

    private static HubServer with(Map<String, String> settings, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("wellspring.log", "memory");
        Layout layout = Layout.current();
        if (layout.isTwoNodes()) {
            all.put("wellspring.log", SharedLog.REDIS.address());
            all.put("wellspring.log-name", "hub-" + NUMBER.incrementAndGet());
        }
        settings.forEach((name, value) -> all.put("wellspring." + name, value));
        more.forEach((name, value) -> all.put("wellspring." + name, value));
        return new HubServer(layout, all);
    }

    /** A topic that nobody else uses. */
    static String topic() {
        return "https://example.com/books/" + NUMBER.incrementAndGet();
    }

    /** Names and values in turn, as a form or query. */
    static String form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], UTF_8));
        }
        return form.toString();
    }

    /** A request on any path. */
    RawHttp request(String method, String path) {
        boolean elsewhere = method.equals("POST") || path.startsWith(SUBSCRIPTIONS);
        URI base = (elsewhere ? publishing : subscribing).base();
        return RawHttp.request(method, base.getHost(), base.getPort(), path);
    }

    /** A connection on which nothing has been sent. */
    RawHttp.Connection connect() throws IOException {
        URI base = subscribing.base();
        return RawHttp.connect(base.getHost(), base.getPort());
    }

    /** The request to subscribe with this query. */
    RawHttp get(String query) {
        return request("GET", HUB + "?" + query);
    }

    RawHttp get(String query, @Nullable String token) {
        return bearer(get(query), token);
    }

    /** The request to subscribe with a body. */
    RawHttp query(String query, String body) {
        return request("QUERY", HUB + (query.isEmpty() ? "" : "?" + query)).body(FORM, body.getBytes(UTF_8));
    }

    static RawHttp bearer(RawHttp request, @Nullable String token) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Subscribes without a token. */
    Subscriber subscribe(String query) throws IOException {
        return Subscriber.of(get(query));
    }

    Subscriber subscribe(String query, String token) throws IOException {
        return Subscriber.of(get(query, token));
    }

    /** Sends a request and waits for its answer to be complete. */
    static RawHttp.Response answer(RawHttp request) throws IOException {
        RawHttp.Response response = request.open();
        if (response.status() == 200 && "text/event-stream".equals(response.header("Content-Type"))) {
            response.close(); // was accepted, and has no end
            return response;
        }
        return response.awaitComplete(Timing.SOON);
    }

    /** The request to publish this form. */
    RawHttp post(@Nullable String token, String form) {
        return bearer(request("POST", HUB), token).body(FORM, form.getBytes(UTF_8));
    }

    /** Tries to publish with everything allowed. */
    RawHttp.Response tryPublish(String form) throws IOException {
        return answer(post(Tokens.ALL, form));
    }

    /** Publishes a form, which must be accepted, and returns the update's id. */
    String publishForm(String form) throws IOException {
        RawHttp.Response response = tryPublish(form);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.text();
    }

    String publish(String topic, String data) throws IOException {
        return publishForm(form("topic", topic, "data", data));
    }

    String publishPrivate(String topic, String data) throws IOException {
        return publishForm(form("topic", topic, "data", data, "private", "on"));
    }

    @Override
    public void close() {
        if (subscribing != publishing) {
            subscribing.close();
        }
        publishing.close();
    }
}
