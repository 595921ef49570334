package dev.wellspring.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One chunk of a chunked response, made in the buffer in which its data was gathered: the size is put in front of the data and
 * the end of the line behind it, and nothing is copied.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, section 7.1</a>
 */
final class Chunk {

    /** Room for the size of the largest chunk, in hexadecimal digits, and the end of its line. */
    private static final int HEAD = 6;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Chunk() {}

    /** Makes room for data, and for what makes a chunk of it. */
    static void begin(ByteBuffer buffer) {
        buffer.clear().position(HEAD).limit(buffer.capacity() - CRLF.length);
    }

    /**
     * Makes a chunk of the data that was put in since {@link #begin}, ready to be sent.
     *
     * @param chunked whether the response is: if not, the data goes as it is
     */
    static void finish(ByteBuffer buffer, boolean chunked) {
        int size = buffer.position() - HEAD;
        int start = HEAD;
        if (chunked) {
            buffer.limit(buffer.capacity()).put(CRLF);
            start -= CRLF.length;
            buffer.put(start, CRLF);
            do {
                buffer.put(--start, HEX[size & 0xf]);
                size >>>= 4;
            } while (size > 0);
        }
        buffer.flip().position(start);
    }

    /** The chunk that says that the response is complete. */
    static ByteBuffer last() {
        return ByteBuffer.wrap(LAST);
    }
}
