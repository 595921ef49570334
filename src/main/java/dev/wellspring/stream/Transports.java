package dev.wellspring.stream;

import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how the bytes of a stream reach its client, and hands connections over where that is possible.
 *
 * <p>Handing over needs Tomcat's own HTTP/1.1 connector without TLS, which is what a proxy in front speaks to it. On other
 * containers, other versions, HTTP/2 or TLS streams stay in their requests, which all of them can carry. That is found out
 * here, for the container when it starts and for a connection when it asks, and logged once.
 *
 * <p>Safe for use by any thread.
 */
public final class Transports {

    private static final Logger log = LoggerFactory.getLogger(Transports.class);

    private final WriteBuffers buffers = new WriteBuffers();
    private final Duration writeTimeout;
    private final AtomicReference<@Nullable String> obstacle = new AtomicReference<>();
    private volatile boolean handsOver = true;

    private Transports(Duration writeTimeout) {
        this.writeTimeout = writeTimeout;
    }

    /**
     * Hands over what can be handed over in this container.
     *
     * @param writeTimeout how long a client may take nothing before its connection is given up, in milliseconds at least;
     *     for streams that stay in their requests the connector has the same
     */
    public static Transports fastest(Duration writeTimeout) {
        Transports transports = new Transports(writeTimeout);
        String missing = missing();
        if (missing != null) {
            transports.disable(missing);
        }
        return transports;
    }

    /** Keeps every stream in its request. */
    public static Transports portable() {
        Transports transports = new Transports(Duration.ZERO);
        transports.handsOver = false;
        transports.obstacle.set("the settings say so.");
        log.info("Streams stay in their requests: the settings say so.");
        return transports;
    }

    /** What is lent to whoever writes to a connection that was handed over. */
    WriteBuffers buffers() {
        return buffers;
    }

    Duration writeTimeout() {
        return writeTimeout;
    }

    /** Why streams stay in their requests, all or some; null as long as none that asked had to. */
    public @Nullable String obstacle() {
        return obstacle.get();
    }

    /** What this container lacks; null if nothing. Everything the native transport is linked with is resolved here. */
    private static @Nullable String missing() {
        try {
            MethodHandles.lookup().ensureInitialized(HandedOver.class);
            HandedOver.requireContainer();
            return null;
        } catch (NoClassDefFoundError e) {
            return "this container is not Tomcat.";
        } catch (ReflectiveOperationException | LinkageError e) {
            return "this is no Tomcat of a known kind (" + e.getMessage() + ").";
        }
    }

    /** Whether the connection of this request can be handed over. */
    boolean canHandOver(HttpServletRequest request) {
        if (!handsOver) {
            return false;
        }
        // Not isSecure(): behind a proxy that speaks about the client's connection, not about this one.
        ServletConnection connection = request.getServletConnection();
        if (connection.isSecure()) {
            tell("the connector speaks TLS, which a proxy in front could do.");
            return false;
        }
        if (!connection.getProtocol().equalsIgnoreCase("http/1.1")) {
            tell("the connector speaks " + connection.getProtocol() + ", which a proxy in front could do.");
            return false;
        }
        return true;
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
            disable("handing over failed (" + e.getMessage() + ").");
            return false;
        }
    }

    /** Whether the body goes in chunks: to everybody who knows them. */
    static boolean isChunked(HttpServletRequest request) {
        return !request.getProtocol().equals("HTTP/1.0");
    }

    /** Hands nothing over any more. */
    void disable(String why) {
        handsOver = false;
        tell(why);
    }

    private void tell(String why) {
        if (obstacle.compareAndSet(null, why)) {
            log.warn("Streams stay in their requests, and cost several times the memory: {}", why);
        }
    }
}
