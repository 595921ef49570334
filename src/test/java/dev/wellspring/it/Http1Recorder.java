package dev.wellspring.it;

import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Records answers over HTTP/1.1, on a raw socket for each. */
record Http1Recorder(int port) implements Recorder {

    @Override
    public Recording record(String path, Duration atMost, String... headers) {
        RawHttp request = RawHttp.get("localhost", port, path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try (RawHttp.Response response = request.open()) {
            boolean complete = ended(response, atMost);
            // Every piece is whole events here (chunks of Tomcat), or what nginx made of them: never half a character.
            List<Recording.Piece> pieces = response.pieces().stream()
                    .map(piece -> new Recording.Piece(piece.text(), piece.nanos()))
                    .toList();
            return new Recording(
                    response.status(),
                    Recording.headers(response.headerLines()),
                    response.text(),
                    Recording.arrivals(pieces),
                    complete,
                    Duration.ofNanos(System.nanoTime() - response.sentNanos()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ended(RawHttp.Response response, Duration atMost) {
        try {
            return response.awaitEnd(atMost) == RawHttp.End.COMPLETE;
        } catch (AssertionError e) {
            return false; // still going on, as endless streams do
        }
    }
}
