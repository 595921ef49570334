package dev.wellspring.mercure;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import dev.wellspring.hub.ResumePoint;
import jakarta.json.Json;

/**
 * Tells a subscriber inside the stream that it may have missed updates.
 *
 * <p>The protocol says it in a response header, which an {@code EventSource} cannot read. Who subscribes with
 * {@code gap=event} gets it as the first event of the stream, named {@value #NAME}, without an id, so that the cursor
 * stays what it was:
 *
 * <pre>
 * event: wellspring-gap
 * data: {"requested":"urn:uuid:…","resumedFrom":"earliest","reason":"unknown-or-discarded"}
 * </pre>
 */
final class GapEvent {

    static final String NAME = "wellspring-gap";

    private GapEvent() {}

    static byte[] encode(ResumePoint.Lost lost) {
        String data = Json.createObjectBuilder()
                .add("requested", lost.requested())
                .add("resumedFrom", "earliest")
                .add("reason", "unknown-or-discarded")
                .build()
                .toString();
        return EventEncoder.encode(new Event(null, null, NAME, null, data));
    }
}
