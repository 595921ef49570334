package dev.wellspring.ops;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Response;

/**
 * What Prometheus asks for.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus: exposition formats</a>
 */
@Path("metrics")
@ForOperators
public final class MetricsResource {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;

    @Inject
    MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    /** All metrics. In one format, whatever Accept prefers: every version of Prometheus reads it. */
    @GET
    public Response metrics() {
        CacheControl notStored = new CacheControl();
        notStored.setNoStore(true);
        return Response.ok(metrics.text(TEXT))
                .header("Content-Type", TEXT)
                .cacheControl(notStored)
                .build();
    }
}
