package dev.wellspring.stream;

import java.io.IOException;

/**
 * How the bytes of one response reach its client without ever blocking: the port between an {@link Outbox} and what
 * carries it.
 *
 * <p>The outbox calls from one thread at a time. After {@link #isReady()} said {@code false} it calls nothing until the
 * carrier has called {@link Outbox#drain()}.
 */
interface Wire {

    /** Whether exactly one more {@link #write} or {@link #flush} is taken now; if not, the outbox is called later. */
    boolean isReady();

    /** Takes a whole frame, at once and for good; what the socket does not take waits in the carrier. */
    void write(byte[] frame) throws IOException;

    /** Sends on what was written. */
    void flush() throws IOException;

    /** Ends the response in the regular way. Nothing is called afterwards but {@link #abort}. */
    void end() throws IOException;

    /** Lets go of the connection at once, whatever was written. May be called after the end, and more than once. */
    void abort();
}
