package dev.wellspring.stream;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.function.Function;
import org.glassfish.jersey.message.MessageBodyWorkers;
import org.glassfish.jersey.server.AsyncContext;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives every {@code @Context SseEventSink} parameter of a resource method a {@link StreamSink}.
 *
 * <p>{@code ValueParamProvider} is public in Jersey but no promise of it, one reason why its version is pinned.
 */
@Singleton
final class StreamSinkProvider implements ValueParamProvider {

    private final Provider<AsyncContext> suspended;
    private final Provider<HttpServletRequest> request;
    private final Provider<HttpServletResponse> response;
    private final Provider<MessageBodyWorkers> workers;
    private final OpenStreams streams;
    private final StreamLimits limits;
    private final Transports transports;

    @Inject
    StreamSinkProvider(
            Provider<AsyncContext> suspended,
            @Context Provider<HttpServletRequest> request,
            @Context Provider<HttpServletResponse> response,
            @Context Provider<MessageBodyWorkers> workers,
            OpenStreams streams,
            StreamLimits limits,
            Transports transports) {
        this.suspended = suspended;
        this.request = request;
        this.response = response;
        this.workers = workers;
        this.streams = streams;
        this.limits = limits;
        this.transports = transports;
    }

    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        if (parameter.getRawType() != SseEventSink.class || !parameter.isAnnotationPresent(Context.class)) {
            return null;
        }
        return _ -> sink(suspended.get(), request.get());
    }

    /**
     * @throws TooManyStreams before the resource method runs
     * @throws IllegalStateException if something in front would not let the stream outlive its request method; the container says so
     *     when the headers are out already, and appends an error page to them
     */
    private StreamSink sink(AsyncContext answer, HttpServletRequest from) {
        if (!from.isAsyncSupported()) {
            throw new IllegalStateException(
                    "A filter in front does not support asynchronous requests: its declaration needs"
                            + " <async-supported>true</async-supported>.");
        }
        StreamSink sink =
                new StreamSink(answer, from, response.get(), workers.get(), streams, transports, limits.backlogBytes());
        streams.admit(sink, from.getRemoteAddr());
        answer.register((CompletionCallback) _ -> sink.answered());
        return sink;
    }

    @Override
    public PriorityType getPriority() {
        return Priority.HIGH;
    }
}
