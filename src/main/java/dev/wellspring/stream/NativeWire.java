package dev.wellspring.stream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/*
 * How bytes leave.
 *
 *   outbox.drain ─▶ isReady ─▶ write, write, … into a lent buffer ─▶ flush: one system call
 *
 * The body is chunked (RFC 9112, section 7.1), by us, one chunk for each flush, so that a client and a proxy can tell a
 * stream that has ended from one that was cut. To HTTP/1.0 it goes as it is, until the connection ends.
 *
 * The channel is written to directly, which takes everything in one call; Tomcat's own write goes through a buffer of the
 * size of a header. What the system does not take is left to Tomcat: it waits, with its write timeout, until the
 * socket has room. The channel, not Tomcat's wrapper of it, which is reused for other clients after a close.
 *
 * Tomcat closes the connection, on a thread of its own that has the connection's lock. Closed by any other thread, it could be
 * just in the middle of putting the connection back among those that wait, where nothing would ever fetch it.
 */

/** The native {@link Wire}: the bare socket of a connection that Tomcat has {@linkplain HandedOver handed over}. */
final class NativeWire implements Wire {

    /** How much one stream may write before others get their turn. */
    private static final int TURN = 4 * WriteBuffers.SIZE;

    private final NioSocketWrapper socket;
    private final SocketChannel channel;
    private final boolean chunked;
    private final WriteBuffers buffers;

    // Used under the outbox's monitor.
    private @Nullable ByteBuffer gathered;
    private int turn;
    private boolean waiting;
    private boolean leaving;

    /** Set by Tomcat's thread when a wait is over. */
    private volatile boolean writable;

    NativeWire(NioSocketWrapper socket, SocketChannel channel, boolean chunked, WriteBuffers buffers) {
        this.socket = socket;
        this.channel = channel;
        this.chunked = chunked;
        this.buffers = buffers;
    }

    /** The socket has room again, says Tomcat; what it kept is sent first, when the outbox asks. */
    void hasRoom() {
        writable = true;
    }

    @Override
    public boolean isReady() {
        if (waiting && writable) {
            try {
                writable = false;
                waiting = socket.flush(false);
                if (waiting) {
                    socket.registerWriteInterest();
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
            buffer = buffers.lend();
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
        if (!waiting) {
            turn += channel.write(buffer);
        }
        if (buffer.hasRemaining()) {
            socket.write(false, buffer); // Tomcat keeps a copy of what the system does not take
            waitForRoom();
        } else if (turn > TURN) {
            turn = 0;
            waitForRoom();
        }
    }

    private void waitForRoom() {
        if (!waiting) {
            waiting = true;
            // Tomcat measures its write timeout from its own last write, which was the head.
            socket.updateLastWrite();
            socket.registerWriteInterest();
        }
    }

    @Override
    public void end() throws IOException {
        if (chunked) {
            channel.write(Chunk.last()); // everything else has gone out, so there is room for it
        }
        channel.shutdownOutput();
        close();
    }

    /**
     * Resets the connection: the client learns that it got less than everything, and the system keeps nothing for it. Not after
     * a regular end, of which the client may still have to read.
     */
    @Override
    public void abort() {
        try {
            if (!leaving && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // It was closed meanwhile.
        }
        close();
    }

    private void close() {
        release();
        if (!leaving && !socket.isClosed()) {
            leaving = true;
            socket.processSocket(SocketEvent.DISCONNECT, true);
        }
    }

    private void release() {
        ByteBuffer buffer = gathered;
        if (buffer != null) {
            gathered = null;
            buffers.giveBack(buffer);
        }
    }
}
