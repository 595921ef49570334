package dev.wellspring.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** For those who decide whether to restart this server, and whether to send it requests. */
@Path("health")
@ForOperators
public final class HealthResource {

    private final Readiness readiness;

    @Inject
    HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    /** 200 as long as requests are answered at all. Looks at nothing else: a full disk is not mended by a restart. */
    @GET
    @Path("live")
    public Response live() {
        return answer(Health.up());
    }

    /** 200 if the hub works, else 503. */
    @GET
    @Path("ready")
    public Response ready() {
        return answer(readiness.check());
    }

    private static Response answer(Health health) {
        CacheControl notStored = new CacheControl();
        notStored.setNoStore(true);
        return Response.status(health.isUp() ? 200 : 503)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(health)
                .cacheControl(notStored)
                .build();
    }
}
