package dev.wellspring.stream;

import dev.wellspring.event.Event;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.glassfish.jersey.message.MessageBodyWorkers;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OutboundSseEvent} that can be anything the protocol allows: also a retry, an id or a comment alone, and
 * empty data, which Jersey's own builder refuses or loses.
 *
 * <p>Immutable, as far as its data is.
 *
 * @param reconnectDelay in milliseconds, {@code RECONNECT_NOT_SET} if there is none
 * @param type the class of the data, null without data
 * @param genericType its full type, null without data
 * @param mediaType how the data is to be written
 * @param data the data, null if there is none
 */
record OutboundEvent(
        @Nullable String id,
        @Nullable String name,
        @Nullable String comment,
        long reconnectDelay,
        @Nullable Class<?> type,
        @Nullable Type genericType,
        MediaType mediaType,
        @Nullable Object data)
        implements OutboundSseEvent {

    private static final Annotation[] NO_ANNOTATIONS = {};

    @Override
    public @Nullable String getId() {
        return id;
    }

    @Override
    public @Nullable String getName() {
        return name;
    }

    @Override
    public @Nullable String getComment() {
        return comment;
    }

    @Override
    public long getReconnectDelay() {
        return reconnectDelay;
    }

    @Override
    public boolean isReconnectDelaySet() {
        return reconnectDelay != RECONNECT_NOT_SET;
    }

    @Override
    public @Nullable Class<?> getType() {
        return type;
    }

    @Override
    public @Nullable Type getGenericType() {
        return genericType;
    }

    @Override
    public MediaType getMediaType() {
        return mediaType;
    }

    @Override
    public @Nullable Object getData() {
        return data;
    }

    /**
     * The event with its data as text, written by the message body writer for its type and media type.
     *
     * @throws IllegalArgumentException if there is no such writer, or if a field cannot be sent
     * @throws IOException if the writer fails
     */
    static Event toEvent(OutboundSseEvent event, MessageBodyWorkers workers) throws IOException {
        Object data = event.getData();
        String text = data == null || data instanceof String ? (String) data : write(event, data, workers);
        Long retry = event.isReconnectDelaySet() ? event.getReconnectDelay() : null;
        return new Event(event.getComment(), event.getId(), event.getName(), retry, text);
    }

    @SuppressWarnings("unchecked") // Jakarta REST finds a writer by type at run time.
    private static String write(OutboundSseEvent event, Object data, MessageBodyWorkers workers) throws IOException {
        Class<?> type = event.getType();
        Type genericType = event.getGenericType();
        MediaType mediaType = event.getMediaType();
        MessageBodyWriter<Object> writer =
                workers.getMessageBodyWriter((Class<Object>) type, genericType, NO_ANNOTATIONS, mediaType);
        if (writer == null) {
            throw new IllegalArgumentException("No message body writer turns " + genericType + " into " + mediaType
                    + ": set the event's media type, or send text.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(data, type, genericType, NO_ANNOTATIONS, mediaType, new MultivaluedHashMap<>(), bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Collects the parts of an event. Not thread-safe. */
    static final class Builder implements OutboundSseEvent.Builder {

        private @Nullable String id;
        private @Nullable String name;
        private @Nullable String comment;
        private long reconnectDelay = RECONNECT_NOT_SET;
        private @Nullable Class<?> type;
        private @Nullable Type genericType;
        private MediaType mediaType = MediaType.TEXT_PLAIN_TYPE;
        private @Nullable Object data;

        @Override
        public Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        @Override
        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        /** In milliseconds; a negative value means none, as Jakarta REST has it. */
        @Override
        public Builder reconnectDelay(long milliseconds) {
            reconnectDelay = milliseconds < 0 ? RECONNECT_NOT_SET : milliseconds;
            return this;
        }

        @Override
        public Builder mediaType(MediaType value) {
            mediaType = value;
            return this;
        }

        @Override
        public Builder comment(@Nullable String value) {
            comment = value;
            return this;
        }

        @Override
        @SuppressWarnings("rawtypes") // the signature of Jakarta REST
        public Builder data(Class dataType, Object value) {
            return data(dataType, dataType, value);
        }

        @Override
        @SuppressWarnings("rawtypes") // the signature of Jakarta REST
        public Builder data(GenericType dataType, Object value) {
            return data(dataType.getRawType(), dataType.getType(), value);
        }

        @Override
        public Builder data(Object value) {
            return data(value.getClass(), value.getClass(), value);
        }

        private Builder data(Class<?> rawType, Type fullType, Object value) {
            type = rawType;
            genericType = fullType;
            data = value;
            return this;
        }

        /** @throws IllegalArgumentException if nothing was set, or if id or name hold a line break or NUL */
        @Override
        public OutboundSseEvent build() {
            Long retry = reconnectDelay == RECONNECT_NOT_SET ? null : reconnectDelay;
            // An event that could not be sent is refused here, where the stack trace still shows who made it.
            var _ = new Event(comment, id, name, retry, data == null ? null : "");
            return new OutboundEvent(id, name, comment, reconnectDelay, type, genericType, mediaType, data);
        }
    }
}
