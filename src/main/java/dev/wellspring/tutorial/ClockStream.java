package dev.wellspring.tutorial;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.SseEventSink;

/**
 * Lesson 6, a stream without end: the time, every second.
 *
 * <pre>
 * data: 2026-02-11 10:30:00
 * </pre>
 *
 * All who watch see the same clock, so there is only one: a {@link SecondHand} that broadcasts each second once,
 * however many are watching. The stream ends when the client goes, or the server.
 */
@Path("sse/clock")
public final class ClockStream {

    private final SecondHand secondHand;

    @Inject
    ClockStream(SecondHand secondHand) {
        this.secondHand = secondHand;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context SseEventSink sink) {
        secondHand.show(sink);
    }
}
