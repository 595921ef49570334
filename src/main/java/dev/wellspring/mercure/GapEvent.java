package dev.wellspring.mercure;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import dev.wellspring.hub.ResumePoint;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

/**
 * Tells a subscriber inside the stream that it misses updates.
 *
 * <p>The protocol says it in a response header, which an {@code EventSource} cannot read. Who subscribes with
 * {@code gap=event} gets it as the first event of the stream, named {@value #NAME}, without an id, so that the cursor
 * stays what it was:
 *
 * <pre>
 * event: wellspring-gap
 * data: {"requested":"urn:uuid:…","resumedFrom":"earliest","reason":"unknown-or-discarded"}
 * </pre>
 *
 * <p>Who subscribes with {@code slow=drop} gets it in the place of updates that were dropped because it was too slow:
 *
 * <pre>
 * event: wellspring-gap
 * data: {"dropped":17,"reason":"too-slow"}
 * </pre>
 */
final class GapEvent {

    static final String NAME = "wellspring-gap";

    private GapEvent() {}

    static byte[] lost(ResumePoint.Lost lost) {
        return encode(Json.createObjectBuilder()
                .add("requested", lost.requested())
                .add("resumedFrom", "earliest")
                .add("reason", "unknown-or-discarded"));
    }

    static byte[] dropped(long count) {
        return encode(Json.createObjectBuilder().add("dropped", count).add("reason", "too-slow"));
    }

    private static byte[] encode(JsonObjectBuilder data) {
        return EventEncoder.encode(
                new Event(null, null, NAME, null, data.build().toString()));
    }
}
