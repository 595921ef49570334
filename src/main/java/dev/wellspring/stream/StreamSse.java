package dev.wellspring.stream;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;

/** The {@link Sse} that resources get: events without Jersey's limits, broadcasts that never block. Stateless. */
final class StreamSse implements Sse {

    @Override
    public OutboundSseEvent.Builder newEventBuilder() {
        return new OutboundEvent.Builder();
    }

    @Override
    public SseBroadcaster newBroadcaster() {
        return new StreamBroadcaster();
    }
}
