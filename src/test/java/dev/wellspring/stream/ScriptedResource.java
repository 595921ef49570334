package dev.wellspring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.Timing;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.jsonb.JsonBindingFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** A stream whose resource method does what the test says, and whose sink the test gets to play with. */
final class ScriptedResource {

    /** A stream as its resource method sees it. */
    record Opened(Sse sse, SseEventSink sink) {

        void send(String data) {
            var _ = sink.send(sse.newEvent(data));
        }

        void close() {
            ((StreamSink) sink).close();
        }

        EventStream stream() {
            return StreamOpening.of(sink).stream();
        }
    }

    /** What the resource method does. */
    interface Script {
        void play(Opened stream) throws Exception;
    }

    private final OpenStreams streams = new OpenStreams();
    private final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
    private final Transports transports;
    private volatile Script script = _ -> {};

    /** On the portable transport. */
    ScriptedResource() {
        this(Transports.portable());
    }

    ScriptedResource(Transports transports) {
        this.transports = transports;
    }

    OpenStreams streams() {
        return streams;
    }

    void script(Script value) {
        script = value;
    }

    /** The next stream that was opened. */
    Opened next() throws InterruptedException {
        Opened next = opened.poll(Timing.SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a stream was opened").isNotNull();
        return next;
    }

    /** All streams that were opened since. */
    void drainTo(Collection<Opened> streams) {
        opened.drainTo(streams);
    }

    /** What Jersey makes for each request. */
    @Path("stream")
    public static final class Resource {

        private final ScriptedResource scripted;

        @Inject
        Resource(ScriptedResource scripted) {
            this.scripted = scripted;
        }

        @GET
        @Produces(MediaType.SERVER_SENT_EVENTS)
        public void stream(@Context Sse sse, @Context SseEventSink sink) throws Exception {
            Opened stream = new Opened(sse, sink);
            StreamOpening.of(sink).preferNative();
            scripted.opened.add(stream);
            scripted.script.play(stream);
        }
    }

    /** This resource and the streams, nothing else. */
    ResourceConfig served(int backlogBytes) {
        return new ResourceConfig()
                .register(new StreamFeature(streams, new StreamLimits(backlogBytes), transports))
                .register(JsonBindingFeature.class)
                .register(Resource.class)
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(ScriptedResource.this).to(ScriptedResource.class);
                    }
                })
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true);
    }
}
