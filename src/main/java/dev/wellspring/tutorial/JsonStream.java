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
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Lesson 2, JSON as data: five objects, one every half second.
 *
 * <pre>
 * data: {"id": 0, "message": "数据项 0", "timestamp": "2026-02-11T10:30:00.123456"}
 * </pre>
 *
 * To the protocol data is text; that it is JSON is between server and page, which calls {@code JSON.parse(event.data)}.
 * The object stays on one line, since every line break would begin a new {@code data:} line.
 */
@Path("sse/json")
public final class JsonStream {

    private static final int ITEMS = 5;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private final Pace pace;
    private final Clock clock;

    @Inject
    JsonStream(Pace pace, Clock clock) {
        this.pace = pace;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context Sse sse, @Context SseEventSink sink) {
        pace.play("json", sink, i -> {
            if (i == ITEMS) {
                return Next.END;
            }
            sink.send(sse.newEvent(item(i)));
            return after(PAUSE);
        });
    }

    /** Written by hand: the lesson shows these very bytes, and nothing in them needs escaping. */
    private String item(int i) {
        return "{\"id\": %d, \"message\": \"数据项 %d\", \"timestamp\": \"%s\"}"
                .formatted(i, i, MICROSECONDS.format(LocalDateTime.now(clock)));
    }
}
