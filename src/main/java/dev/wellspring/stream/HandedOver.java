package dev.wellspring.stream;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/*
 * How a connection is handed over.
 *
 * For Tomcat this is a protocol that the connection is upgraded to, as WebSocket is. But the client never hears of it: the
 * answer is an ordinary 200, and nobody but us knows that the HTTP processor, with its buffers and its request, is free again
 * by then. What is left of a subscriber is Tomcat's socket wrapper, this object, its wire and an outbox.
 *
 *   request thread:  headers out ─▶ request.upgrade ─▶ carry ─▶ (request ends) ─▶ setSocketWrapper ─▶ init ─▶ connected
 *   any thread:      outbox.drain ─▶ NativeWire, past this object and past Tomcat
 *   Tomcat's:        upgradeDispatch: readable (gone, or garbage), writable again, timed out, stopping, or we asked for the end
 *
 * Tomcat says nothing about this use of its classes; so it is tried at every start, pinned down by tests, and given up for
 * the portable transport where something is missing.
 */

/**
 * A connection that Tomcat has handed over, as Tomcat sees it: what it tells about the connection goes on to the outbox.
 * Public only because Tomcat creates it, and used by one of its threads at a time.
 *
 * <p>A client that sends something after its request is ignored, within reason; one that closes its side is gone: an event
 * source never does that and stays.
 */
public final class HandedOver implements InternalHttpUpgradeHandler {

    /** How much a client may send that nobody asked for. */
    private static final int MOST_INPUT = 64 * 1024;

    private @Nullable Outbox outbox;
    private @Nullable Transports transports;
    private @Nullable SocketWrapperBase<?> socket;
    private @Nullable NativeWire wire;
    private boolean chunked;
    private int input;

    /** Called by Tomcat. */
    public HandedOver() {}

    /** Fails unless the container has what a handed over connection needs. */
    static void requireContainer() throws ReflectiveOperationException {
        SocketWrapperBase.class.getMethod("registerWriteInterest");
        SocketWrapperBase.class.getMethod("write", boolean.class, ByteBuffer.class);
        SocketWrapperBase.class.getMethod("flush", boolean.class);
        SocketWrapperBase.class.getMethod("read", boolean.class, byte[].class, int.class, int.class);
        SocketWrapperBase.class.getMethod("setWriteTimeout", long.class);
        SocketWrapperBase.class.getMethod("processSocket", SocketEvent.class, boolean.class);
        SocketWrapperBase.class.getMethod("isClosed");
        NioSocketWrapper.class.getMethod("updateLastWrite");
        NioChannel.class.getMethod("getIOChannel");
    }

    /** What the connection is to carry; called by the request that gives it away. */
    void carry(Outbox whose, boolean inChunks, Transports decider) {
        outbox = whose;
        chunked = inChunks;
        transports = decider;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
    }

    /** The request is over and the connection ours. */
    @Override
    public void init(WebConnection connection) {
        Outbox out = set(outbox);
        Transports by = set(transports);
        SocketWrapperBase<?> tomcats = set(socket);
        if (!(tomcats instanceof NioSocketWrapper nio) || nio.getSocket() instanceof SecureNioChannel) {
            // Its client comes back, and gets the portable transport.
            by.disable("the connector is not Tomcat's NIO connector without TLS.");
            out.lost(StreamEnd.CLIENT_GONE);
            tomcats.close();
            return;
        }
        nio.setWriteTimeout(by.writeTimeout().toMillis());
        wire = new NativeWire(nio, nio.getSocket().getIOChannel(), chunked, by.buffers());
        out.connect(wire);
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        Outbox out = set(outbox);
        SocketWrapperBase<?> tomcats = set(socket);
        switch (event) {
            case OPEN_READ -> {
                if (!ignoreInput(tomcats)) {
                    out.lost(StreamEnd.CLIENT_GONE);
                }
            }
            case OPEN_WRITE -> {
                set(wire).hasRoom();
                out.drain();
            }
            default ->
                out.lost(
                        tomcats.getError() instanceof SocketTimeoutException ? StreamEnd.STUCK : StreamEnd.CLIENT_GONE);
        }
        return out.isOver() ? SocketState.CLOSED : SocketState.UPGRADED;
    }

    /** Reads what there is; returns whether the client is still there and behaves. */
    private boolean ignoreInput(SocketWrapperBase<?> from) {
        byte[] ignored = new byte[512];
        try {
            int read;
            do {
                read = from.read(false, ignored, 0, ignored.length);
                input += Math.max(read, 0);
            } while (read > 0 && input <= MOST_INPUT);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Tomcat has closed the connection. */
    @Override
    public void destroy() {
        if (outbox != null) {
            outbox.gone();
        }
    }

    @Override
    public void pause() {
        // Whoever stops the application ends its streams.
    }

    @Override
    public boolean hasAsyncIO() {
        return false;
    }

    @Override
    public void setSslSupport(SSLSupport support) {
        // Connections with TLS are not handed over.
    }

    @Override
    public void timeoutAsync(long now) {
        // Nothing here is asynchronous in Tomcat's sense.
    }

    private static <T> T set(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("The connection was not handed over in order.");
        }
        return value;
    }
}
