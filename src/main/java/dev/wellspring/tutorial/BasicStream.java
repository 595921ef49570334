package dev.wellspring.tutorial;

import static dev.wellspring.tutorial.Pace.Next.after;

import dev.wellspring.tutorial.Pace.Next;
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
 * Lesson 1, the smallest stream: ten messages, one every half second.
 *
 * <pre>
 * data: 消息 0
 *
 * data: 消息 1
 *
 * …
 * </pre>
 *
 * A line {@code data: …} and an empty line make an event; without the empty line the client waits for more. Half a
 * second after the last message the stream ends. A browser takes every end for a lost connection and calls again, so a
 * page that has seen enough closes its {@code EventSource} itself.
 */
@Path("sse/basic")
public final class BasicStream {

    private static final int MESSAGES = 10;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Pace pace;

    @Inject
    BasicStream(Pace pace) {
        this.pace = pace;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context Sse sse, @Context SseEventSink sink) {
        pace.play("basic", sink, i -> {
            if (i == MESSAGES) {
                return Next.END;
            }
            sink.send(sse.newEvent("消息 " + i));
            return after(PAUSE);
        });
    }
}
