package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wellspring.auth.Credentials;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the protocol needs out of an HTTP request. */
final class RequestParts {

    private RequestParts() {}

    /** The parameters of the URL. */
    static Parameters query(ContainerRequestContext request) {
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        return Parameters.parse(query == null ? new byte[0] : query.getBytes(UTF_8));
    }

    /**
     * The fields of the body.
     *
     * @throws TooLarge if it is larger than the limit, of which not more is read
     */
    static Parameters body(InputStream body, Limits limits) throws IOException {
        byte[] bytes = body.readNBytes(limits.bodyBytes() + 1);
        if (bytes.length > limits.bodyBytes()) {
            throw new TooLarge("A request body may have at most " + limits.bodyBytes() + " bytes.");
        }
        return Parameters.parse(bytes);
    }

    /** The cursor a client sends when it reconnects, in its own encoding: containers read headers as Latin-1. */
    static @Nullable String lastEventId(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.LAST_EVENT_ID_HEADER);
        return header == null ? null : text(header);
    }

    /** What a header's value says in UTF-8; bytes that are none become U+FFFD, which no id that was sent has. */
    static String text(String header) {
        return new String(header.getBytes(ISO_8859_1), UTF_8);
    }

    /** All cookies as they were sent, also several of one name. */
    private static List<Credentials.Cookie> cookies(List<String> headers) {
        List<Credentials.Cookie> cookies = new ArrayList<>();
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    cookies.add(new Credentials.Cookie(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip()));
                }
            }
        }
        return cookies;
    }

    /** An id as a header's value, the same way round: its bytes in UTF-8, one character each. */
    static String headerValue(String id) {
        return new String(id.getBytes(UTF_8), ISO_8859_1);
    }

    /** What the request says about who sent it. */
    static Credentials credentials(ContainerRequestContext request) {
        return new Credentials(
                request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of()),
                cookies(request.getHeaders().getOrDefault(HttpHeaders.COOKIE, List.of())),
                query(request).all("authorization"),
                !HttpMethod.POST.equals(request.getMethod()),
                request.getHeaderString("Origin"),
                request.getHeaderString("Referer"));
    }
}
