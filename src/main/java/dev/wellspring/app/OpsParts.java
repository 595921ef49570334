package dev.wellspring.app;

import dev.wellspring.hub.Selection;
import dev.wellspring.hub.Update;
import dev.wellspring.mercure.HubAddress;
import dev.wellspring.ops.HealthResource;
import dev.wellspring.ops.Metrics;
import dev.wellspring.ops.MetricsResource;
import dev.wellspring.ops.Networks;
import dev.wellspring.ops.OperatorsOnly;
import dev.wellspring.ops.Readiness;
import dev.wellspring.ops.RequestLog;
import dev.wellspring.stream.OpenStreams;
import dev.wellspring.topic.Matchers;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.UUID;
import org.glassfish.jersey.inject.hk2.AbstractBinder;

/** What operators see, and who they are; registered as a feature, it is what Jersey serves of it. */
final class OpsParts implements Feature {

    private final Metrics metrics;
    private final RequestLog requestLog;
    private final OperatorsOnly operatorsOnly;
    private final Readiness readiness;

    OpsParts(Settings settings, Metrics metrics, HubParts hub, OpenStreams streams) {
        this.metrics = metrics;
        requestLog = new RequestLog(metrics);
        operatorsOnly = new OperatorsOnly(Networks.of(settings.operators()));
        // Under a name of its own: on a log that nodes share, each hears of itself alone.
        Update canary = Update.canary(UUID.randomUUID().toString());
        Matchers matchers = new Matchers(HubAddress.UNKNOWN);
        Selection selection =
                new Selection(List.of(matchers.exact(canary.topics().getFirst())), List.of());
        readiness = new Readiness(hub.hub(), canary, selection, streams::isStopping, System::nanoTime);
    }

    @Override
    public boolean configure(FeatureContext context) {
        context.register(MetricsResource.class);
        context.register(HealthResource.class);
        context.register(requestLog);
        context.register(operatorsOnly);
        context.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(metrics).to(Metrics.class);
                bind(readiness).to(Readiness.class);
            }
        });
        return true;
    }
}
