package dev.wellspring.web;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure of a request into an answer: the one place that does.
 *
 * <p>What Jakarta REST refuses (404, 405, 406 …) becomes a short problem with the same status and headers; an answer
 * that a resource has written itself goes out as it is. Everything else is a fault of ours: it is logged with its stack
 * trace, and the client learns no more than 500.
 */
public final class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException refusal) {
            Response answer = refusal.getResponse();
            return answer.hasEntity() || answer.getStatus() < 400 ? answer : explain(refusal, answer);
        }
        log.error("A request failed.", failure);
        return Problem.of(500, "The server could not answer this request; its log says why.")
                .response()
                .build();
    }

    /** Wherever GET is allowed so is HEAD, which Jersey leaves out of the list. */
    private static Response withHead(Response refusal) {
        Set<String> methods = new TreeSet<>(refusal.getAllowedMethods());
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return Response.fromResponse(refusal)
                .header(HttpHeaders.ALLOW, null)
                .header(HttpHeaders.ALLOW, String.join(", ", methods))
                .build();
    }

    private static Response explain(WebApplicationException failure, Response refusal) {
        Response answer = refusal.getStatus() == 405 ? withHead(refusal) : refusal;
        String detail = switch (answer.getStatus()) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address takes only " + answer.getHeaderString(HttpHeaders.ALLOW) + ".";
            case 406 -> "This address cannot answer in a format that the Accept header admits.";
            case 415 -> "This address does not take a body of this Content-Type.";
            // Jakarta REST itself has no reason for this one: whoever of us refuses says why.
            case 429, 503 -> String.valueOf(failure.getMessage());
            default -> "The request was refused.";
        };
        Problem problem = Problem.of(answer.getStatus(), detail);
        return Response.fromResponse(answer)
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
