package dev.wellspring.stream;

import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how the bytes of a stream reach its client, and hands connections over where that is possible.
 *
 * <p>Handing over needs Tomcat's own HTTP/1.1 connector without TLS, which is what a proxy in front speaks to it. On other
 * containers, other versions, HTTP/2 or TLS every stream stays in its request, which all of them can carry. That is found
 * out here and logged once; nobody else needs to know.
 *
 * <p>Safe for use by any thread.
 */
public final class Transports {

    private static final Logger log = LoggerFactory.getLogger(Transports.class);

    private final WriteBuffers buffers = new WriteBuffers();
    private volatile @Nullable String obstacle;

    private final Duration writeTimeout;

    private Transports(@Nullable String obstacle, Duration writeTimeout) {
        this.obstacle = obstacle;
        this.writeTimeout = writeTimeout;
    }

    /**
     * Hands over what can be handed over in this container.
     *
     * @param writeTimeout how long a client may take nothing before its connection is given up, in milliseconds at least;
     *     for streams that stay in their requests the connector has the same
     */
    public static Transports fastest(Duration writeTimeout) {
        return new Transports(missing(), writeTimeout);
    }

    /** Keeps every stream in its request. */
    public static Transports portable() {
        return new Transports("the settings say so", Duration.ZERO);
    }

    /** What is lent to whoever writes to a connection that was handed over. */
    WriteBuffers buffers() {
        return buffers;
    }

    Duration writeTimeout() {
        return writeTimeout;
    }

    /** Why no connection is handed over; null if connections are. */
    public @Nullable String obstacle() {
        return obstacle;
    }

    /** What this container lacks; null if nothing. Everything the native transport is linked with is resolved here. */
    private static @Nullable String missing() {
        try {
            MethodHandles.lookup().ensureInitialized(HandedOver.class);
            HandedOver.requireContainer();
            return null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return "this container is no Tomcat that it knows (" + e.getMessage() + ")";
        }
    }

    /** Whether the connection of this request can be handed over. */
    boolean canHandOver(HttpServletRequest request) {
        if (obstacle != null) {
            return false;
        }
        // Not isSecure(): behind a proxy that speaks about the client's connection, not about this one.
        ServletConnection connection = request.getServletConnection();
        return !connection.isSecure() && connection.getProtocol().equalsIgnoreCase("http/1.1");
    }

    /**
     * Takes the connection out of the request, whose headers are out: when the container is done with the request, the
     * outbox is connected to the bare connection.
     *
     * @return whether that worked; if not, the request still has its connection
     */
    boolean handOver(HttpServletRequest request, Outbox outbox) {
        try {
            request.upgrade(HandedOver.class).carry(outbox, isChunked(request), this);
            return true;
        } catch (IOException | ServletException | RuntimeException e) {
            disable("handing over failed: " + e.getMessage());
            return false;
        }
    }

    /** Whether the body goes in chunks: to everybody who knows them. */
    static boolean isChunked(HttpServletRequest request) {
        return !request.getProtocol().equals("HTTP/1.0");
    }

    /** Hands nothing over any more. */
    void disable(String why) {
        if (obstacle == null) {
            obstacle = why;
            log.warn("Streams stay in their requests from now on: {}", why);
        }
    }
}
