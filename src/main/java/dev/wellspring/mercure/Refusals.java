package dev.wellspring.mercure;

import dev.wellspring.auth.AccessRefused;
import dev.wellspring.auth.AuthSettings;
import dev.wellspring.auth.InsufficientScope;
import dev.wellspring.auth.InvalidRequest;
import dev.wellspring.auth.InvalidToken;
import dev.wellspring.auth.TokenRequired;
import dev.wellspring.auth.jose.KeysUnavailable;
import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.web.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.jspecify.annotations.Nullable;

/** How the hub says no: one mapper for each kind of refusal, each with a problem that says what to change. */
public final class Refusals implements Feature {

    private static final String RETRY_SECONDS = "5";

    @Override
    public boolean configure(FeatureContext context) {
        context.register(OfAccess.class);
        context.register(OfParameters.class);
        context.register(OfSize.class);
        context.register(OfTheLog.class);
        context.register(OfKeys.class);
        return true;
    }

    private static Response.ResponseBuilder problem(int status, Throwable refusal) {
        return Problem.of(status, String.valueOf(refusal.getMessage())).response();
    }

    /**
     * Access refused.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
     */
    static final class OfAccess implements ExceptionMapper<AccessRefused> {

        private final AuthSettings settings;

        @Context
        private @Nullable UriInfo uri;

        @Inject
        OfAccess(AuthSettings settings) {
            this.settings = settings;
        }

        @Override
        public Response toResponse(AccessRefused refusal) {
            return switch (refusal) {
                case TokenRequired none -> challenge(401, none, "");
                case InvalidToken bad -> challenge(401, bad, "invalid_token");
                case InsufficientScope narrow -> challenge(403, narrow, "insufficient_scope");
                case InvalidRequest malformed -> challenge(400, malformed, "invalid_request");
            };
        }

        private Response challenge(int status, AccessRefused refusal, String error) {
            StringBuilder challenge = new StringBuilder("Bearer");
            String separator = " ";
            if (!error.isEmpty()) {
                challenge.append(" error=\"").append(error).append("\", error_description=\"");
                challenge.append(refusal.getMessage()).append('"');
                separator = ", ";
            }
            if (settings.resource().isPresent() && uri != null) {
                challenge.append(separator).append("resource_metadata=\"");
                challenge
                        .append(uri.getBaseUri().resolve(MetadataResource.PATH))
                        .append('"');
            }
            return problem(status, refusal)
                    .header(HttpHeaders.WWW_AUTHENTICATE, challenge.toString())
                    .build();
        }
    }

    /** A parameter that breaks the protocol. */
    static final class OfParameters implements ExceptionMapper<InvalidParameter> {
        @Override
        public Response toResponse(InvalidParameter refusal) {
            return problem(400, refusal).build();
        }
    }

    /** A request over a limit. */
    static final class OfSize implements ExceptionMapper<TooLarge> {
        @Override
        public Response toResponse(TooLarge refusal) {
            return problem(413, refusal).build();
        }
    }

    /** A log that cannot keep or read updates now. */
    static final class OfTheLog implements ExceptionMapper<LogUnavailable> {

        private final SeldomLine line = new SeldomLine(Refusals.class, "A request was refused: {}");

        @Override
        public Response toResponse(LogUnavailable failure) {
            line.warn(failure);
            return Problem.of(503, "The hub cannot keep or read updates now; nothing was acknowledged.")
                    .response()
                    .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                    .build();
        }
    }

    /** Keys that cannot be fetched now. */
    static final class OfKeys implements ExceptionMapper<KeysUnavailable> {

        private final SeldomLine line = new SeldomLine(Refusals.class, "A token could not be verified: {}");

        @Override
        public Response toResponse(KeysUnavailable failure) {
            line.warn(failure);
            return Problem.of(503, "The keys that verify tokens cannot be fetched now.")
                    .response()
                    .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                    .build();
        }
    }
}
