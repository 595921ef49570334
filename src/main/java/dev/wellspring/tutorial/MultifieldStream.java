package dev.wellspring.tutorial;

import static dev.wellspring.tutorial.Pace.Next.after;

import dev.wellspring.tutorial.Pace.Next;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;

/**
 * Lesson 5, everything in one event: an id, a name, and three lines of data.
 *
 * <pre>
 * id: 0
 * event: update
 * data: 第一行数据
 * data: 第二行数据
 * data: 第三行数据
 * </pre>
 *
 * Each line of the data is a {@code data:} line of its own; the page gets them joined by line feeds.
 */
@Path("sse/multifield")
public final class MultifieldStream {

    private static final int UPDATES = 5;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String THREE_LINES = "第一行数据\n第二行数据\n第三行数据";

    private final Pace pace;

    @Inject
    MultifieldStream(Pace pace) {
        this.pace = pace;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context Sse sse, @Context SseEventSink sink) {
        pace.play("multifield", sink, i -> {
            if (i == UPDATES) {
                return Next.END;
            }
            sink.send(update(sse, i));
            return after(PAUSE);
        });
    }

    private static OutboundSseEvent update(Sse sse, int i) {
        return sse.newEventBuilder()
                .id(String.valueOf(i))
                .name("update")
                .data(THREE_LINES)
                .build();
    }
}
