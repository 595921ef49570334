package dev.wellspring.web;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of allowed origins read our answers, errors included, and answers preflights.
 *
 * <p>An allowed origin is echoed, with {@code Access-Control-Allow-Credentials}: browsers refuse {@code *} where
 * credentials are sent. Where all origins are allowed and the answer depends on who asks, there are no credentials: any
 * page could otherwise read what its visitor may read. Answers always carry {@code Vary: Origin}, so that no cache hands one origin's answer to
 * another. This filter alone adds these headers; a proxy in front must not, since browsers refuse them twice.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch standard, 3.3 CORS protocol</a>
 */
@PreMatching
@Priority(Priorities.HEADER_DECORATOR - 1000) // before authorization: a preflight carries no credentials
public final class CorsFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String ORIGIN = "Origin";
    private static final String METHODS = "GET, HEAD, OPTIONS, POST, QUERY";
    private static final String REQUEST_HEADERS = "Last-Event-ID, Cache-Control, Accept, Content-Type, Authorization";
    private static final String EXPOSED_HEADERS = "Link, Last-Event-ID, Mercure-Last-Event-ID";
    private static final String PREFLIGHT_SECONDS = "600";

    private final AllowedOrigins allowed;
    private final String guardedPaths;

    /**
     * @param allowed the origins whose pages may read answers
     * @param guardedPaths the beginning of the paths whose answers depend on who asks
     */
    public CorsFilter(AllowedOrigins allowed, String guardedPaths) {
        this.allowed = allowed;
        this.guardedPaths = guardedPaths;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (isPreflight(request)) {
            request.abortWith(Response.noContent().build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.add(HttpHeaders.VARY, ORIGIN);
        @Nullable String origin = request.getHeaderString(ORIGIN);
        if (origin == null || !allowed.allow(origin)) {
            return;
        }
        if (allowed.isAny() && isGuarded(request)) {
            headers.putSingle("Access-Control-Allow-Origin", "*");
        } else {
            headers.putSingle("Access-Control-Allow-Origin", origin);
            headers.putSingle("Access-Control-Allow-Credentials", "true");
        }
        headers.putSingle("Access-Control-Expose-Headers", EXPOSED_HEADERS);
        if (isPreflight(request)) {
            headers.putSingle("Access-Control-Allow-Methods", METHODS);
            headers.putSingle("Access-Control-Allow-Headers", REQUEST_HEADERS);
            headers.putSingle("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        }
    }

    /** Whether the answer depends on who asks, so that a visitor's cookie could give something away. */
    private boolean isGuarded(ContainerRequestContext request) {
        return request.getUriInfo().getPath().startsWith(guardedPaths);
    }

    private static boolean isPreflight(ContainerRequestContext request) {
        return HttpMethod.OPTIONS.equals(request.getMethod())
                && request.getHeaderString(ORIGIN) != null
                && request.getHeaderString("Access-Control-Request-Method") != null;
    }
}
