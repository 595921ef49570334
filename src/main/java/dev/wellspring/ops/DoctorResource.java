package dev.wellspring.ops;

import dev.wellspring.web.AllowedOrigins;
import jakarta.inject.Inject;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The server's half of the doctor, {@code doctor.html}: what arrives here of a request, and two streams to measure.
 *
 * <p>It is below {@code sse/}, so that a proxy treats it as it treats streams. It answers everybody, knows nothing that
 * is secret, and changes nothing but a cookie of its own, which lives for a minute.
 */
@Path("sse/doctor")
public final class DoctorResource {

    private static final String PATH = "sse/doctor";
    private static final String COOKIE = "wellspring_doctor";
    private static final int COOKIE_SECONDS = 60;

    /** What is longer was not sent by the page. */
    private static final int LONGEST_ECHO = 300;

    private final DoctorStreams streams;
    private final AllowedOrigins origins;
    private final Clock clock;

    /**
     * @param streams the streams to measure
     * @param origins the origins whose pages may read answers
     * @param clock the clock that tokens are checked by
     */
    @Inject
    DoctorResource(DoctorStreams streams, AllowedOrigins origins, Clock clock) {
        this.streams = streams;
        this.origins = origins;
        this.clock = clock;
    }

    /** What has arrived here of a GET, as EventSource sends it. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response seen(
            @Context UriInfo address,
            @HeaderParam("Origin") @Nullable String origin,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastEventId,
            @CookieParam(COOKIE) @Nullable String cookie,
            @QueryParam("page") @Nullable String page) {
        String answer = UUID.randomUUID().toString();
        SeenRequest seen = new SeenRequest(
                answer,
                clock.millis(),
                streams.heartbeat().toMillis(),
                address.getBaseUri().toString(),
                echo(origin),
                echo(lastEventId),
                echo(cookie),
                answer,
                page == null || page.isEmpty() || page.length() > LONGEST_ECHO
                        ? null
                        : SeenRequest.Cors.of(page, origins));
        return Response.ok(seen)
                .cookie(cookie(answer, address))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The same of a POST, with which a browser says its {@code Origin} also to the server the page came from. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response posted(
            @Context UriInfo address,
            @HeaderParam("Origin") @Nullable String origin,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastEventId,
            @CookieParam(COOKIE) @Nullable String cookie,
            @QueryParam("page") @Nullable String page) {
        return seen(address, origin, lastEventId, cookie, page);
    }

    /** Eight events, four a second. */
    @GET
    @Path("pulse")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void pulse(@Context Sse sse, @Context SseEventSink sink) {
        streams.pulse(sse, sink);
    }

    /** Two heartbeats of the hub, in the hub's time; nothing where it has none. */
    @GET
    @Path("heartbeats")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void heartbeats(@Context Sse sse, @Context SseEventSink sink) {
        streams.heartbeats(sse, sink);
    }

    private static @Nullable String echo(@Nullable String sent) {
        return sent == null || sent.length() <= LONGEST_ECHO ? sent : sent.substring(0, LONGEST_ECHO);
    }

    /** As the hub's: for this address alone, out of reach of scripts, and over TLS only where there is TLS. */
    private static NewCookie cookie(String value, UriInfo address) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(address.getBaseUri().getPath() + PATH)
                .maxAge(COOKIE_SECONDS)
                .httpOnly(true)
                .secure(address.getBaseUri().getScheme().equals("https"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
