package dev.wellspring.stream;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.ThreadLocalRandom;

/**
 * There is no place for one more stream: 429 where it is the client who has too many, 503 where all have. The message
 * tells the client which.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585, section 4: 429 Too Many Requests</a>
 */
public final class TooManyStreams extends WebApplicationException {

    private static final long serialVersionUID = 1L;

    private static final int SOONEST_SECONDS = 5;
    private static final int LATEST_SECONDS = 15;

    private TooManyStreams(String message, int status) {
        super(
                message,
                Response.status(status)
                        .header(HttpHeaders.RETRY_AFTER, retrySeconds())
                        .build());
    }

    static TooManyStreams ofAll() {
        return new TooManyStreams("This server has as many streams open as it can serve; come again later.", 503);
    }

    static TooManyStreams ofAddress() {
        return new TooManyStreams("Too many streams are open from this address; close one, or come again later.", 429);
    }

    static TooManyStreams ofToken() {
        return new TooManyStreams("Too many streams are open with this token; close one, or come again later.", 429);
    }

    /** Those who are refused together must not come back together. */
    private static int retrySeconds() {
        return ThreadLocalRandom.current().nextInt(SOONEST_SECONDS, LATEST_SECONDS + 1);
    }
}
