package dev.wellspring.stream;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.sse.Sse;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.media.sse.SseFeature;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/**
 * Puts this room's streams behind {@code @Context Sse} and {@code @Context SseEventSink}, in place of Jersey's own.
 *
 * <p>Register it as an instance. It switches Jersey's feature off, on the server only: clients in the same
 * application keep theirs.
 */
public final class StreamFeature implements Feature {

    private final OpenStreams streams;
    private final StreamLimits limits;
    private final Transports transports;

    /**
     * @param streams where the streams are counted and can be ended
     * @param limits what one stream may cost
     * @param transports how streams reach their clients
     */
    public StreamFeature(OpenStreams streams, StreamLimits limits, Transports transports) {
        this.streams = streams;
        this.limits = limits;
        this.transports = transports;
    }

    /** The {@link Sse} that resources get injected, for those who build events outside a request. */
    public static Sse sse() {
        return new StreamSse();
    }

    @Override
    public boolean configure(FeatureContext context) {
        context.property(SseFeature.DISABLE_SSE_SERVER, true);
        context.register(StreamSinkProvider.class, ValueParamProvider.class);
        context.register(StreamHeaders.class);
        context.register(HeadOfStream.class);
        context.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(streams).to(OpenStreams.class);
                bind(limits).to(StreamLimits.class);
                bind(transports).to(Transports.class);
                // Ranked above Jersey's own, which suspends at once.
                bind(new Suspension.Provider())
                        .to(AsyncContextDelegateProvider.class)
                        .ranked(100);
                bind(sse()).to(Sse.class).ranked(100);
            }
        });
        return true;
    }
}
