package dev.wellspring.tutorial;

import static dev.wellspring.tutorial.Pace.Next.after;

import dev.wellspring.tutorial.Pace.Next;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lesson 4, going on after a lost connection: a hundred numbered messages, ten a second.
 *
 * <pre>
 * retry: 3000
 *
 * id: 0
 * data: 消息 0
 *
 * id: 1
 * data: 消息 1
 *
 * …
 * </pre>
 *
 * {@code retry:} tells the browser to come back three seconds after a loss. It does so by itself, with the last id it
 * has seen in the header {@code Last-Event-ID}, and the stream goes on with the next one. A browser that has seen the
 * last message is told 204, the one answer that ends an {@code EventSource} for good.
 */
@Path("sse/reconnect")
public final class ReconnectStream {

    private static final Logger log = LoggerFactory.getLogger(ReconnectStream.class);

    private static final int MESSAGES = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Pace pace;

    @Inject
    ReconnectStream(Pace pace) {
        this.pace = pace;
    }

    /**
     * Streams the messages the client lacks.
     *
     * @param header the last id the client has seen, set by the browser when it reconnects
     * @param query the same from a page that has just been loaded, which cannot set the header
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(
            @Context Sse sse,
            @Context SseEventSink sink,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String header,
            @QueryParam("lastEventId") @Nullable String query) {
        int first = LastEventId.parse(header != null ? header : query, MESSAGES).next();
        if (first >= MESSAGES) {
            throw new WebApplicationException(Response.noContent().build());
        }
        log.info("客户端重连，从消息 {} 开始 (client reconnects)", first);

        sink.send(sse.newEventBuilder().reconnectDelay(RETRY.toMillis()).build());
        pace.play("reconnect", sink, i -> {
            if (first + i == MESSAGES) {
                return Next.END;
            }
            sink.send(message(sse, first + i));
            return after(PAUSE);
        });
    }

    private static OutboundSseEvent message(Sse sse, int number) {
        return sse.newEventBuilder()
                .id(String.valueOf(number))
                .data("消息 " + number)
                .build();
    }
}
