package dev.wellspring.web;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;

/**
 * What went wrong with a request, in words for the person who sent it.
 *
 * @param title the kind of problem: the reason phrase of the status
 * @param status the HTTP status code
 * @param detail one sentence that helps, without anything internal
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@JsonbPropertyOrder({"title", "status", "detail"})
public record Problem(String title, int status, String detail) {

    /** The media type of a problem. */
    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    /** A problem of this status. */
    public static Problem of(int status, String detail) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return new Problem(
                known == null ? "HTTP " + status : known.getReasonPhrase(), status, Objects.requireNonNull(detail));
    }

    /** The answer that carries it. */
    public Response.ResponseBuilder response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this);
    }
}
