package dev.wellspring.mercure;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.InputStream;

/**
 * The hub's URL: POST publishes, GET and QUERY subscribe.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-dunglas-mercure/">The Mercure protocol</a>
 */
@Singleton
@Path(HubResource.PATH)
public final class HubResource {

    /** The hub's path below the application's. */
    static final String PATH = ".well-known/mercure";

    /** The hub's path as topics and links have it. */
    static final String ABSOLUTE_PATH = "/" + PATH;

    private final Subscribing subscribing;
    private final Publishing publishing;
    private final Limits limits;

    @Inject
    HubResource(Subscribing subscribing, Publishing publishing, Limits limits) {
        this.subscribing = subscribing;
        this.publishing = publishing;
        this.limits = limits;
    }

    /** Subscribes with the parameters of the URL. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void subscribe(@Context ContainerRequestContext request, @Context SseEventSink sink) {
        subscribing.open(request, RequestParts.query(request), sink);
    }

    /** Subscribes with the parameters of the URL and of the body; where both have one of a kind, the URL's counts. */
    @Query
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void subscribe(@Context ContainerRequestContext request, @Context SseEventSink sink, InputStream body)
            throws IOException {
        subscribing.open(request, RequestParts.query(request).and(RequestParts.body(body, limits)), sink);
    }

    /** Publishes; answers 200 with the update's id as soon as the log has it. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response publish(@Context ContainerRequestContext request, InputStream body) throws IOException {
        // Whatever Accept says: the update is published, and its id is a text.
        return Response.ok(publishing.publish(request, body), MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .build();
    }
}
