package dev.wellspring.stream;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
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
 * by then. What is left of a subscriber is Tomcat's socket wrapper, this object and an outbox.
 *
 * The body is chunked (RFC 9112, section 7.1), by us, one chunk for each write, so that a client and a proxy can tell a
 * stream that has ended from one that was cut. To HTTP/1.0 it goes as it is, until the connection ends.
 *
 *   request thread:  headers out ─▶ request.upgrade ─▶ carry ─▶ (request ends) ─▶ setSocketWrapper ─▶ init ─▶ connected
 *   any thread:      outbox.drain ─▶ write, write, … into a lent buffer ─▶ flush: one system call
 *   Tomcat's:        upgradeDispatch: readable (gone, or garbage), writable again, timed out, stopping
 *
 * Tomcat says nothing about this use of its classes; so it is tried at every start, pinned down by tests, and given up for
 * the portable transport where something is missing.
 *
 * The channel is written to directly, which takes everything in one call; Tomcat's own write goes through a buffer of the
 * size of a header. What the system does not take is left to Tomcat: it waits, with its write timeout, until the
 * socket has room. The channel, not Tomcat's wrapper of it, which is reused for other clients after a close.
 */

/**
 * The native {@link Wire}: a connection that Tomcat has handed over. Public only because Tomcat creates it.
 *
 * <p>A client that sends something after its request is ignored, within reason; one that closes its side is gone: an event
 * source never does that and stays.
 */
public final class NativeWire implements Wire, InternalHttpUpgradeHandler {

    /** How much one stream may write before others get their turn. */
    private static final int TURN = 4 * WriteBuffers.SIZE;

    /** How much a client may send that nobody asked for. */
    private static final int MOST_INPUT = 64 * 1024;

    private @Nullable Outbox outbox;
    private @Nullable WriteBuffers buffers;
    private @Nullable Transports transports;
    private @Nullable SocketWrapperBase<?> socket;
    private @Nullable SocketChannel channel;

    // Used under the outbox's lock.
    private @Nullable ByteBuffer gathered;
    private int turn;
    private boolean waiting;

    /** Set by Tomcat's thread when a wait is over. */
    private volatile boolean writable;

    private boolean chunked;
    private int input; // used by Tomcat's threads, one at a time

    /** Called by Tomcat. */
    public NativeWire() {}

    /** Fails unless the container has what a handed over connection needs. */
    static void requireContainer() throws ReflectiveOperationException {
        SocketWrapperBase.class.getMethod("registerWriteInterest");
        SocketWrapperBase.class.getMethod("write", boolean.class, ByteBuffer.class);
        SocketWrapperBase.class.getMethod("flush", boolean.class);
        SocketWrapperBase.class.getMethod("read", boolean.class, byte[].class, int.class, int.class);
        SocketWrapperBase.class.getMethod("setWriteTimeout", long.class);
        NioChannel.class.getMethod("getIOChannel");
    }

    void carry(Outbox whose, boolean inChunks, WriteBuffers lender, Transports decider) {
        outbox = whose;
        chunked = inChunks;
        buffers = lender;
        transports = decider;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
        if (wrapper.getSocket() instanceof NioChannel nio && !(nio instanceof SecureNioChannel)) {
            channel = nio.getIOChannel();
        }
    }

    /** The request is over and the connection ours. */
    @Override
    public void init(WebConnection connection) {
        if (channel == null) {
            // Its client comes back, and gets the portable transport.
            requireTransports().disable("the connector is not Tomcat's NIO connector without TLS.");
            requireOutbox().lost(StreamEnd.CLIENT_GONE);
            requireSocket().close();
            return;
        }
        requireSocket().setWriteTimeout(requireTransports().writeTimeout().toMillis());
        requireOutbox().connect(this);
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        Outbox out = requireOutbox();
        switch (event) {
            case OPEN_READ -> {
                if (!ignoreInput()) {
                    out.lost(StreamEnd.CLIENT_GONE);
                }
            }
            case OPEN_WRITE -> {
                writable = true;
                out.drain();
            }
            default ->
                out.lost(
                        requireSocket().getError() instanceof SocketTimeoutException
                                ? StreamEnd.STUCK
                                : StreamEnd.CLIENT_GONE);
        }
        return out.isOver() ? SocketState.CLOSED : SocketState.UPGRADED;
    }

    /** Reads what there is; returns whether the client is still there and behaves. */
    private boolean ignoreInput() {
        byte[] ignored = new byte[512];
        try {
            int read;
            do {
                read = requireSocket().read(false, ignored, 0, ignored.length);
                input += Math.max(read, 0);
            } while (read > 0 && input <= MOST_INPUT);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isReady() {
        if (waiting && writable) {
            try {
                writable = false;
                waiting = requireSocket().flush(false);
                if (waiting) {
                    requireSocket().registerWriteInterest();
                }
            } catch (IOException e) {
                waiting = false; // the next write fails as well, and tells
            }
        }
        return !waiting;
    }

    @Override
    public void write(byte[] frame) throws IOException {
        ByteBuffer buffer = gathered;
        if (buffer == null) {
            buffer = requireBuffers().lend();
            Chunk.begin(buffer);
            gathered = buffer;
        }
        int from = 0;
        while (frame.length - from > buffer.remaining()) {
            int part = buffer.remaining();
            buffer.put(frame, from, part);
            from += part;
            send(buffer);
            Chunk.begin(buffer);
        }
        buffer.put(frame, from, frame.length - from);
    }

    /** Sends what was gathered. */
    @Override
    public void flush() throws IOException {
        ByteBuffer buffer = gathered;
        if (buffer != null) {
            try {
                send(buffer);
            } finally {
                release();
            }
        }
        if (!waiting) {
            turn = 0;
        }
    }

    private void send(ByteBuffer buffer) throws IOException {
        Chunk.finish(buffer, chunked);
        SocketChannel to = channel;
        if (!waiting && to != null) {
            turn += to.write(buffer);
        }
        if (buffer.hasRemaining()) {
            requireSocket().write(false, buffer); // Tomcat keeps a copy of what the system does not take
            waitForRoom();
        } else if (turn > TURN) {
            turn = 0;
            waitForRoom();
        }
    }

    private void waitForRoom() {
        if (!waiting) {
            waiting = true;
            requireSocket().registerWriteInterest();
        }
    }

    @Override
    public void end() throws IOException {
        SocketChannel to = channel;
        if (to != null) {
            if (chunked) {
                to.write(Chunk.last()); // everything else has gone out, so there is room for it
            }
            to.shutdownOutput();
        }
        close();
    }

    /** Resets the connection: the client learns that it got less than everything, and the system keeps nothing for it. */
    @Override
    public void abort() {
        SocketChannel to = channel;
        try {
            if (to != null && to.isOpen()) {
                to.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // It was closed meanwhile.
        }
        close();
    }

    private void close() {
        release();
        requireSocket().close();
    }

    private void release() {
        ByteBuffer buffer = gathered;
        if (buffer != null) {
            gathered = null;
            requireBuffers().giveBack(buffer);
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

    private Outbox requireOutbox() {
        return requireSet(outbox);
    }

    private SocketWrapperBase<?> requireSocket() {
        return requireSet(socket);
    }

    private WriteBuffers requireBuffers() {
        return requireSet(buffers);
    }

    private Transports requireTransports() {
        return requireSet(transports);
    }

    private static <T> T requireSet(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("The connection was not handed over in order.");
        }
        return value;
    }
}
