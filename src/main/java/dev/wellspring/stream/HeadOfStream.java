package dev.wellspring.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers HEAD on a stream at once, with the headers of GET.
 *
 * <p>Without it Jakarta REST would run the GET method, which opens a stream that has no body and no end.
 */
final class HeadOfStream implements ContainerRequestFilter {

    @Context
    private @Nullable ResourceInfo matched;

    /** As it was sent: where a resource has no method for HEAD, Jersey has made it a GET before filters see it. */
    @Context
    private @Nullable HttpServletRequest sent;

    @Override
    public void filter(ContainerRequestContext request) {
        if (sent != null
                && HttpMethod.HEAD.equals(sent.getMethod())
                && matched != null
                && isStream(matched.getResourceMethod())) {
            request.abortWith(
                    Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build());
        }
    }

    private static boolean isStream(@Nullable Method method) {
        Produces produces = method == null ? null : method.getAnnotation(Produces.class);
        return produces != null && Arrays.asList(produces.value()).contains(MediaType.SERVER_SENT_EVENTS);
    }
}
