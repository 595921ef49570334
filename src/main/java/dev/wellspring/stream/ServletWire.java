package dev.wellspring.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * The portable {@link Wire}: non-blocking output of the Servlet API, on any container, protocol and connector.
 *
 * <p>The outbox is connected in the container's first {@code onWritePossible}, not before: until then the request
 * thread is still inside the container's own work on the response. A client that stops reading costs no thread; when
 * nothing moves for the connector's timeout, the container reports an error here.
 *
 * <p>The wire keeps the output stream alone, never the request or the response: containers reuse those for other
 * clients. Both listeners are registered, because after an I/O error on a thread of ours the container tells only the
 * {@link AsyncListener}.
 *
 * @see <a href="https://jakarta.ee/specifications/servlet/6.1/">Jakarta Servlet 6.1, sections 2.3.3.3 and 5.7</a>
 */
final class ServletWire implements Wire, WriteListener, AsyncListener {

    /** Ends the response through whoever manages it. */
    interface Ending {
        void end() throws IOException;
    }

    private final ServletOutputStream out;
    private final Outbox outbox;
    private final Ending ending;
    private boolean connected; // used by the container's callbacks only, which never overlap

    private ServletWire(ServletOutputStream out, Outbox outbox, Ending ending) {
        this.out = out;
        this.outbox = outbox;
        this.ending = ending;
    }

    /**
     * Lets the outbox write the body of this response as soon as the container allows it. Call it on the request
     * thread, with the request in asynchronous mode and the headers sent.
     */
    static void connect(AsyncContext context, HttpServletResponse response, Outbox outbox, Ending ending)
            throws IOException {
        ServletOutputStream out = response.getOutputStream();
        ServletWire wire = new ServletWire(out, outbox, ending);
        context.addListener(wire);
        out.setWriteListener(wire);
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void write(byte[] frame) throws IOException {
        out.write(frame);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        ending.end();
    }

    @Override
    public void abort() {
        // The connection is the container's, which knows better than we do when it is lost.
    }

    @Override
    public void onWritePossible() {
        if (connected) {
            outbox.drain();
        } else {
            connected = true;
            outbox.connect(this);
        }
    }

    @Override
    public void onError(Throwable cause) {
        outbox.lost(cause instanceof SocketTimeoutException ? StreamEnd.STUCK : StreamEnd.CLIENT_GONE);
    }

    @Override
    public void onError(AsyncEvent event) {
        outbox.lost(StreamEnd.CLIENT_GONE);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        outbox.lost(StreamEnd.CLIENT_GONE);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        outbox.gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Only a dispatch starts a second asynchronous cycle; a stream never dispatches.
    }
}
