package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Records answers over HTTP/2, all on one connection. */
final class Http2Recorder implements Recorder, AutoCloseable {

    private final URI site;
    private final HttpClient client;

    Http2Recorder(URI site, SSLContext trust) {
        this.site = site;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(trust)
                .build();
    }

    @Override
    public Recording record(String path, Duration atMost, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        Body body = new Body();
        long began = System.nanoTime();
        CompletableFuture<HttpResponse<End>> answer = client.sendAsync(request.build(), info -> {
            body.head = info;
            return HttpResponse.BodySubscribers.mapping(
                    BodyHandlers.ofByteArrayConsumer(piece -> piece.ifPresent(body::add))
                            .apply(info),
                    _ -> End.REGULAR);
        });
        boolean complete = ended(answer, atMost);
        assertThat(body.head).as("an answer to %s", path).isNotNull();
        assertThat(body.head.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return new Recording(
                body.head.statusCode(),
                body.head.headers().map(),
                body.text(),
                Recording.arrivals(body.pieces()),
                complete,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private enum End {
        REGULAR
    }

    private static boolean ended(CompletableFuture<?> answer, Duration atMost) {
        try {
            answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            answer.cancel(true);
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static final class Body {

        private volatile HttpResponse.ResponseInfo head;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Recording.Piece> pieces = new ArrayList<>();

        synchronized void add(byte[] piece) {
            try {
                bytes.write(piece);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            pieces.add(new Recording.Piece(new String(piece, StandardCharsets.UTF_8), System.nanoTime()));
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized List<Recording.Piece> pieces() {
            return List.copyOf(pieces);
        }
    }
}
