package dev.wellspring.mercure;

import dev.wellspring.auth.Access;
import dev.wellspring.auth.AccessControl;
import dev.wellspring.auth.Action;
import dev.wellspring.hub.Hub;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.Update;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionException;

/** Publishes what a request carries, if its sender may. Safe for use by any thread. */
public final class Publishing {

    private final Hub hub;
    private final AccessControl accessControl;
    private final Publication publication;
    private final Limits limits;

    /** Publishes to this hub. */
    public Publishing(Hub hub, AccessControl accessControl, Limits limits, HubAddress address) {
        this.hub = hub;
        this.accessControl = accessControl;
        this.publication = new Publication(limits, address.reserved());
        this.limits = limits;
    }

    /**
     * Publishes the update in the body, and waits until the log has it.
     *
     * @return the update's id
     */
    String publish(ContainerRequestContext request, InputStream body) throws IOException {
        Access access = accessControl.admit(RequestParts.credentials(request), Action.PUBLISH);
        Update update = publication.read(RequestParts.body(body, limits));
        access.requirePublish(update.topics());
        try {
            return hub.publish(update).join().id();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LogUnavailable unavailable ? unavailable : e;
        }
    }
}
