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
 * Lesson 3, named events: a start, five steps of progress, the completion.
 *
 * <pre>
 * event: start
 * data: 开始处理
 *
 * event: progress
 * data: {"progress": 20, "step": 1}
 *
 * …
 *
 * event: complete
 * data: 处理完成
 * </pre>
 *
 * The page listens with {@code addEventListener('progress', …)}; {@code onmessage} hears none of these, it gets events
 * without a name only.
 */
@Path("sse/events")
public final class EventsStream {

    private static final int STEPS = 5;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Pace pace;

    @Inject
    EventsStream(Pace pace) {
        this.pace = pace;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context Sse sse, @Context SseEventSink sink) {
        pace.play("events", sink, i -> {
            if (i == 0) {
                sink.send(sse.newEvent("start", "开始处理"));
            }
            if (i == STEPS) {
                sink.send(sse.newEvent("complete", "处理完成"));
                return Next.END;
            }
            sink.send(sse.newEvent("progress", "{\"progress\": %d, \"step\": %d}".formatted((i + 1) * 20, i + 1)));
            return after(PAUSE);
        });
    }
}
