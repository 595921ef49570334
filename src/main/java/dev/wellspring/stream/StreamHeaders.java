package dev.wellspring.stream;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives every event stream the headers that keep caches and proxies from holding it back, unless the resource has set
 * its own.
 *
 * <p>{@code no-cache} is what browsers ask for themselves; {@code X-Accel-Buffering} tells nginx to pass each event on at
 * once even where its configuration forgets to.
 */
final class StreamHeaders implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof StreamSink stream) {
            stream.takeHeaders().forEach((name, value) -> response.getHeaders().putSingle(name, value));
        }
        MediaType type = response.getMediaType();
        if (type != null && MediaType.SERVER_SENT_EVENTS_TYPE.isCompatible(type) && !type.isWildcardType()) {
            response.getHeaders().computeIfAbsent(HttpHeaders.CACHE_CONTROL, header -> list("no-cache"));
            response.getHeaders().computeIfAbsent("X-Accel-Buffering", header -> list("no"));
        }
    }

    private static List<Object> list(String value) {
        var values = new ArrayList<Object>(1);
        values.add(value);
        return values;
    }
}
