package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.mercure.contract.Tokens;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A hub as its operators run it: {@code bin/run} in production mode with a key of its own. Without a token one may hear
 * public updates and do nothing else.
 */
public final class RunningHub implements AutoCloseable {

    private static final String PATH = "/.well-known/mercure";

    private final RunningServer server;
    private final String secret;

    private RunningHub(RunningServer server, String secret) {
        this.server = server;
        this.secret = secret;
    }

    /** A hub whose answers pages of this origin may read, and to which they may send cookies. */
    public static RunningHub forPagesFrom(URI origin) {
        int port = Checkout.freePort();
        String secret = "the key of the hub on port " + port + " and of no other";
        Map<String, String> settings = Map.of(
                "WELLSPRING_MODE",
                "production",
                "WELLSPRING_KEYS__MAIN__SECRET",
                secret,
                "WELLSPRING_ANONYMOUS_SUBSCRIBERS",
                "true",
                "WELLSPRING_CORS_ORIGINS",
                origin.toString());
        return new RunningHub(RunningServer.start(port, settings), secret);
    }

    /** Where it listens, on the loopback interface. */
    public int port() {
        return server.port();
    }

    /** The URL to subscribe to a topic, by way of this port. */
    public static URI subscription(String host, int port, String topic) {
        return URI.create("http://" + host + ":" + port + PATH + "?topic=" + URLEncoder.encode(topic, UTF_8));
    }

    /** A token that lets its bearer hear private updates with these topics. */
    public String subscriberToken(String... topics) {
        return Tokens.classic(List.of(), List.of(topics), secret);
    }

    /** Publishes a form, its names and values in turn; it must be accepted. Returns the id of the update. */
    public String publish(String... namesAndValues) {
        String form = IntStream.range(0, namesAndValues.length / 2)
                .map(i -> 2 * i)
                .mapToObj(i -> namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], UTF_8))
                .collect(Collectors.joining("&"));
        RawHttp request = RawHttp.request("POST", "127.0.0.1", port(), PATH)
                .header("Authorization", "Bearer " + Tokens.classic(List.of("*"), List.of(), secret))
                .body("application/x-www-form-urlencoded", form.getBytes(UTF_8));
        try (RawHttp.Response answer = request.complete(Timing.SOON)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        assertThat(server.troubles()).isEmpty();
        server.close();
    }
}
