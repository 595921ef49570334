package dev.wellspring.bench;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Set;

/** Fan-out as the Jakarta REST specification shows it: one {@link SseBroadcaster}, Jersey's own. */
@ApplicationPath("/")
public final class BroadcasterBaseline extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(News.class);
    }

    /** {@code GET /news} subscribes, {@code POST /news} publishes the body. */
    @Path("/news")
    @Singleton
    public static class News {
        private final Sse sse;
        private final SseBroadcaster broadcaster;

        public News(@Context Sse sse) {
            this.sse = sse;
            this.broadcaster = sse.newBroadcaster();
        }

        @GET
        @Produces(MediaType.SERVER_SENT_EVENTS)
        public void subscribe(@Context SseEventSink sink) {
            broadcaster.register(sink);
        }

        @POST
        @Consumes(MediaType.TEXT_PLAIN)
        public void publish(String data) {
            broadcaster.broadcast(sse.newEvent(data));
        }
    }
}
