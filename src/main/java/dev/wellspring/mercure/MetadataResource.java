package dev.wellspring.mercure;

import dev.wellspring.auth.AuthSettings;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * What the hub says about itself to those who need a token for it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728, OAuth 2.0 Protected Resource Metadata</a>
 */
@Path(MetadataResource.PATH)
public final class MetadataResource {

    /** Where it is, below the application's path. */
    static final String PATH = ".well-known/oauth-protected-resource" + HubResource.ABSOLUTE_PATH;

    private final AuthSettings settings;
    private final Presence presence;

    @Inject
    MetadataResource(AuthSettings settings, Presence presence) {
        this.settings = settings;
        this.presence = presence;
    }

    /** The document; there is none where no tokens with an audience are taken. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String metadata() {
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("resource", settings.resource().orElseThrow(NotFoundException::new))
                .add(
                        "authorization_details_types_supported",
                        Json.createArrayBuilder().add("https://mercure.rocks/authorization-detail"))
                .add("bearer_methods_supported", Json.createArrayBuilder().add("header"))
                .add("mercure_cookie", settings.presentation().cookie())
                .add(
                        "mercure_matcher_types_supported",
                        Json.createArrayBuilder().add("exact").add("urlpattern"));
        if (presence.isEnabled()) {
            document.add("mercure_subscriptions", true);
        }
        return document.build().toString();
    }
}
