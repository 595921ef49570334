package dev.wellspring.ops;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * Lets operators through, and answers everybody else 404: not even that there is something is told.
 *
 * <p>An operator is who asks from one of the networks, by the address that Tomcat takes the client for, and is no page in a
 * browser: a page of any origin could ask from inside the network through the browser of somebody who works there.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@ForOperators
public final class OperatorsOnly implements ContainerRequestFilter {

    private final Networks networks;

    @Context
    private @Nullable HttpServletRequest servlet;

    /** @param networks where operators are */
    public OperatorsOnly(Networks networks) {
        this.networks = networks;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (servlet == null || !isFromOperators(servlet) || isFromAnotherPage(request)) {
            throw new NotFoundException();
        }
    }

    /** One address at both ends is this machine too, by another of its addresses. */
    private boolean isFromOperators(HttpServletRequest asked) {
        return networks.contain(asked.getRemoteAddr()) || asked.getRemoteAddr().equals(asked.getLocalAddr());
    }

    /** Neither a page's script nor its frame; an address typed into a browser is "none". */
    private static boolean isFromAnotherPage(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        return request.getHeaderString("Origin") != null || (site != null && !site.equals("none"));
    }
}
