package dev.wellspring.mercure;

import dev.wellspring.auth.Access;
import dev.wellspring.auth.AccessControl;
import dev.wellspring.auth.Action;
import dev.wellspring.auth.Generation;
import dev.wellspring.hub.Hub;
import dev.wellspring.topic.MatcherType;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The subscription API: who is subscribed to what now, in the shape of the generation that asks.
 *
 * <p>{@code /subscriptions} lists all, {@code /subscriptions/{match_type}/{match}} those of one matcher, one more
 * segment shows one of them; classic paths have no {@code match_type}. Two segments mean the modern collection if the
 * first is the name of a matcher type, and one classic subscription otherwise.
 *
 * <p>The list of all also has subscriptions of the other generation, in the words of the one that asks: those that
 * these words can tell, and that the token grants by their own paths. Without that grant they would be listed to
 * somebody who never hears of their end, as this is announced at these paths.
 */
@Path(HubResource.PATH + "/subscriptions")
public final class SubscriptionResource {

    private static final String EARLIEST = "earliest";

    private final Hub hub;
    private final Presence presence;
    private final AccessControl accessControl;

    @Inject
    SubscriptionResource(Hub hub, Presence presence, AccessControl accessControl) {
        this.hub = hub;
        this.presence = presence;
        this.accessControl = accessControl;
    }

    /** All subscriptions of the generation that the token is of, and of the other what the token grants. */
    @GET
    public Response all(@Context ContainerRequestContext request) {
        Access access = authorize(request);
        boolean classic = isClassic(access);
        return collection(request, classic, it -> it.isClassic() == classic || access.mayReceive(it.path()));
    }

    /** The subscriptions of one classic selector. */
    @GET
    @Path("{topic}")
    public Response ofTopic(@Context ContainerRequestContext request) {
        authorize(request);
        return collection(request, true, below(request, true));
    }

    /** The subscriptions of one modern matcher, or one classic subscription. */
    @GET
    @Path("{first}/{second}")
    public Response ofMatcher(@Context ContainerRequestContext request, @PathParam("first") String first) {
        authorize(request);
        return MatcherType.named(first).isPresent()
                ? collection(request, false, below(request, false))
                : single(request);
    }

    /** One modern subscription. */
    @GET
    @Path("{match_type}/{match}/{subscriber}")
    public Response one(@Context ContainerRequestContext request, @PathParam("match_type") String matchType) {
        authorize(request);
        if (MatcherType.named(matchType).isEmpty()) {
            throw new InvalidParameter("The matcher type is not known: it is 'exact' or 'urlpattern'.");
        }
        return single(request);
    }

    private Access authorize(ContainerRequestContext request) {
        if (!presence.isEnabled()) {
            throw new NotFoundException();
        }
        Access access = accessControl.admit(RequestParts.credentials(request), Action.SUBSCRIBE);
        access.requireReceive(path(request));
        return access;
    }

    private static boolean isClassic(Access access) {
        return access.generation().equals(Optional.of(Generation.CLASSIC));
    }

    /** The path below the application's, still percent-encoded, as grants and ids have it. */
    private static String path(ContainerRequestContext request) {
        return "/" + request.getUriInfo().getPath(false);
    }

    private static Predicate<ActiveSubscription> below(ContainerRequestContext request, boolean classic) {
        String prefix = path(request) + "/";
        return it -> it.isClassic() == classic && it.path().startsWith(prefix);
    }

    private Response collection(
            ContainerRequestContext request, boolean classic, Predicate<ActiveSubscription> listed) {
        // Before the list: what is announced from there on comes to whoever subscribes with it, what was before is
        // listed.
        String cursor = cursor();
        JsonArrayBuilder items = Json.createArrayBuilder();
        presence.all().stream()
                .filter(listed)
                .flatMap(it -> it.item(classic).stream())
                .forEach(items::add);
        JsonObjectBuilder document = Json.createObjectBuilder();
        if (classic) {
            document.add("@context", ActiveSubscription.CONTEXT)
                    .add("id", path(request))
                    .add("type", "Subscriptions")
                    .add("lastEventID", cursor)
                    .add("subscriptions", items);
        } else {
            document.add("id", path(request)).add("type", "subscriptions").add("subscriptions", items);
        }
        return answer(request, document.build(), classic, cursor);
    }

    private Response single(ContainerRequestContext request) {
        String cursor = cursor();
        ActiveSubscription found = presence.at(path(request)).orElseThrow(NotFoundException::new);
        JsonObject document = found.document(true);
        if (found.isClassic()) {
            document = Json.createObjectBuilder(document)
                    .add("lastEventID", cursor)
                    .build();
        }
        return answer(request, document, found.isClassic(), cursor);
    }

    private String cursor() {
        String last = hub.head().lastId();
        return last == null ? EARLIEST : last;
    }

    /** What the events are like that tell of changes; classic ones have no name. */
    private static String events(boolean classic) {
        return classic
                ? "; content-type=\"application/ld+json\""
                : "; type=\"mercure\"; content-type=\"application/json\"";
    }

    private static Response answer(
            ContainerRequestContext request, JsonObject document, boolean classic, String lastId) {
        String cursor = RequestParts.headerValue(lastId);
        String tag = "\"" + cursor.replace("%", "%25").replace("\"", "%22").replace(" ", "%20") + "\"";
        Response.ResponseBuilder answer = tag.equals(request.getHeaderString(HttpHeaders.IF_NONE_MATCH))
                ? Response.notModified()
                : Response.ok(document.toString(), classic ? "application/ld+json" : "application/json");
        String quoted = cursor.replace("\\", "\\\\").replace("\"", "\\\"");
        return answer.header(HttpHeaders.ETAG, tag)
                // What is shown depends on the token, and the tag does not: no cache may confuse the two.
                .header(HttpHeaders.CACHE_CONTROL, "private, must-revalidate")
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION + ", " + HttpHeaders.COOKIE)
                .header(
                        HttpHeaders.LINK,
                        "<" + HubResource.ABSOLUTE_PATH + ">; rel=\"mercure\"; last-event-id=\"" + quoted + "\""
                                + events(classic))
                .build();
    }
}
