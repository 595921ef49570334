package dev.wellspring.ops;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What became of the hub's requests: those that are refused are counted, by reason, and each can have its line in the log,
 * with the trace it belongs to. A publish has the update's id there, which its subscribers get too: so a trace can be
 * followed from the caller to them, though the protocol has no place for it.
 *
 * <p>The lines are at debug: anybody can be refused as often as they like, and must not be able to fill a disk with it.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class RequestLog implements ContainerResponseFilter {

    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
    private static final String HUB = ".well-known/mercure";

    /** Only what has this form gets into the log; it is what a stranger sends. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}");

    private enum Action {
        PUBLISH,
        SUBSCRIBE
    }

    private enum Reason {
        INVALID_REQUEST,
        TOKEN_REQUIRED,
        INVALID_TOKEN,
        INSUFFICIENT_SCOPE,
        TOO_LARGE,
        TOO_MANY_STREAMS,
        UNAVAILABLE,
        OTHER;

        static Reason of(ContainerResponseContext response) {
            return switch (response.getStatus()) {
                case 400 -> INVALID_REQUEST;
                case 401 ->
                    String.valueOf(response.getHeaderString("WWW-Authenticate")).contains("invalid_token")
                            ? INVALID_TOKEN
                            : TOKEN_REQUIRED;
                case 403 -> INSUFFICIENT_SCOPE;
                case 413 -> TOO_LARGE;
                case 429 -> TOO_MANY_STREAMS;
                case 503 -> UNAVAILABLE;
                default -> OTHER;
            };
        }
    }

    private final Map<Action, Map<Reason, Counts>> refusals = new EnumMap<>(Action.class);

    /** @param metrics where refusals are counted */
    public RequestLog(Metrics metrics) {
        for (Action action : Action.values()) {
            Map<Reason, Counts> byReason = new EnumMap<>(Reason.class);
            for (Reason reason : Reason.values()) {
                byReason.put(
                        reason,
                        metrics.tally()
                                .of(
                                        "wellspring.refusals",
                                        "Requests to the hub that were refused",
                                        "action",
                                        Tally.label(action),
                                        "reason",
                                        Tally.label(reason)));
            }
            refusals.put(action, byReason);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Action action = action(request);
        if (action == null) {
            return;
        }
        boolean refused = response.getStatus() >= 400;
        String outcome = "accepted";
        if (refused) {
            Reason reason = Reason.of(response);
            refusals.getOrDefault(action, Map.of())
                    .getOrDefault(reason, new Counts())
                    .add(1);
            outcome = Tally.label(reason);
        }
        if (log.isDebugEnabled()) {
            LoggingEventBuilder line = log.atDebug()
                    .addKeyValue("action", Tally.label(action))
                    .addKeyValue("status", response.getStatus())
                    .addKeyValue("outcome", outcome);
            if (action == Action.PUBLISH && response.getStatus() == 200) {
                line = line.addKeyValue("update", response.getEntity());
            }
            trace(request, line)
                    .log(refused ? "A request to the hub was refused." : "A request to the hub was answered.");
        }
    }

    private static LoggingEventBuilder trace(ContainerRequestContext request, LoggingEventBuilder line) {
        String traceparent = request.getHeaderString("traceparent");
        var parsed = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return parsed.matches()
                ? line.addKeyValue("trace_id", parsed.group(1)).addKeyValue("span_id", parsed.group(2))
                : line;
    }

    private static @Nullable Action action(ContainerRequestContext request) {
        if (!request.getUriInfo().getPath().equals(HUB)) {
            return null;
        }
        return switch (request.getMethod()) {
            case "POST" -> Action.PUBLISH;
            case "GET", "QUERY" -> Action.SUBSCRIBE;
            default -> null;
        };
    }
}
