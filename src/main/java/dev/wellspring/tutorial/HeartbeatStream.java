package dev.wellspring.tutorial;

import static dev.wellspring.tutorial.Pace.Next.after;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;

/**
 * Lesson 7, keeping a silent connection alive: ten messages, one every five seconds, then only heartbeats.
 *
 * <pre>
 * data: 消息 9
 *
 * : heartbeat
 * </pre>
 *
 * A line that begins with a colon is a comment. The page never hears of it, but proxies see that the connection lives,
 * and the server notices when it does not: a client that went away without a word shows at the next write only.
 */
@Path("sse/heartbeat")
public final class HeartbeatStream {

    private static final int MESSAGES = 10;
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(15);

    private final Pace pace;

    @Inject
    HeartbeatStream(Pace pace) {
        this.pace = pace;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context Sse sse, @Context SseEventSink sink) {
        pace.play("heartbeat", sink, i -> {
            if (i < MESSAGES) {
                sink.send(sse.newEvent("消息 " + i));
                return after(BETWEEN_MESSAGES);
            }
            sink.send(sse.newEventBuilder().comment("heartbeat").build());
            return after(BETWEEN_HEARTBEATS);
        });
    }
}
