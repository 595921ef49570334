package dev.wellspring.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client on a bare socket, which shows everything that other clients hide: header lines as they were sent,
 * doubled ones included, and each piece of the body with the time it came.
 *
 * <p>A request is built, then sent, either with {@link #open()}, which reads the head of the answer, or with
 * {@link #send()}, which reads nothing: that is how a client is made that has stopped reading.
 *
 * <pre>{@code
 * try (RawHttp.Response answer = RawHttp.get(host, port, "/sse/basic").header("Origin", "https://a.example").open()) {
 *     answer.awaitComplete(Duration.ofSeconds(7));
 *     assertThat(answer.text()).isEqualTo(…);
 * }
 * }</pre>
 *
 * <p>A request is not thread-safe; a response may be looked at by any thread.
 */
public final class RawHttp {

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

    private final String method;
    private final String host;
    private final int port;
    private final String path;
    private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
    private String version = "HTTP/1.1";
    private byte[] body = {};
    private int receiveBuffer;

    private RawHttp(String method, String host, int port, String path) {
        this.method = method;
        this.host = host;
        this.port = port;
        this.path = path;
        header("Host", host + ":" + port);
    }

    /** A GET request; the path goes out as it is. */
    public static RawHttp get(String host, int port, String path) {
        return request("GET", host, port, path);
    }

    /** A request with any method. */
    public static RawHttp request(String method, String host, int port, String path) {
        return new RawHttp(method, host, port, path);
    }

    /** Adds a header line, its value as UTF-8. */
    public RawHttp header(String name, String value) {
        return header(name, value.getBytes(UTF_8));
    }

    /** Adds a header line with any bytes as its value. */
    public RawHttp header(String name, byte[] value) {
        headers.writeBytes((name + ": ").getBytes(US_ASCII));
        headers.writeBytes(value);
        headers.writeBytes("\r\n".getBytes(US_ASCII));
        return this;
    }

    /** Speaks HTTP/1.0. */
    public RawHttp http10() {
        version = "HTTP/1.0";
        return this;
    }

    /** Adds a body and its {@code Content-Length}. */
    public RawHttp body(String contentType, byte[] bytes) {
        body = bytes.clone();
        return header("Content-Type", contentType).header("Content-Length", String.valueOf(bytes.length));
    }

    /** Makes the kernel take little for a client that does not read (SO_RCVBUF; the kernel doubles it). */
    public RawHttp receiveBuffer(int bytes) {
        receiveBuffer = bytes;
        return this;
    }

    /** The request as it goes out, for those who put several on one connection. */
    public byte[] bytes() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((method + " " + path + " " + version + "\r\n").getBytes(UTF_8));
        request.writeBytes(headers.toByteArray());
        request.writeBytes("\r\n".getBytes(US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** Sends the request on a new connection and reads nothing. */
    public Connection send() throws IOException {
        Connection connection = connect(host, port, receiveBuffer);
        try {
            connection.send(this);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** A new connection on which nothing has been sent, for requests that were recorded elsewhere. */
    public static Connection connect(String host, int port) throws IOException {
        return connect(host, port, 0);
    }

    private static Connection connect(String host, int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port));
            return new Connection(socket, receiveBuffer);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends the request on a new connection and reads the head of the answer; closing the answer closes both. */
    public Response open() throws IOException {
        return send().response();
    }

    /** Sends the request and waits for the regular end of the answer. */
    public Response complete(Duration timeout) throws IOException {
        return open().awaitComplete(timeout);
    }

    /** One connection, for one request after the other. */
    public static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final ArrayList<String> methods = new ArrayList<>();
        private long sentNanos;

        private Connection(Socket socket, int receiveBuffer) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(
                    socket.getInputStream(), receiveBuffer > 0 ? Math.min(receiveBuffer, 8192) : 8192);
        }

        /** Sends one more request; the answer to the one before need not have come. */
        public void send(RawHttp request) throws IOException {
            methods.add(request.method);
            sentNanos = System.nanoTime(); // before: nothing can be answered earlier
            write(request.bytes());
        }

        /** Sends any bytes. */
        public void write(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Reads the head of the next answer, and from then on, in the background, its body. */
        public Response response() throws IOException {
            socket.setSoTimeout(Math.toIntExact(HEAD_TIMEOUT.toMillis()));
            List<String> head = readHead();
            socket.setSoTimeout(0);
            String method = methods.isEmpty() ? "GET" : methods.removeFirst();
            Response response = new Response(this, method, head, sentNanos);
            Thread.ofVirtual().name("raw-http-body").start(response::readBody);
            return response;
        }

        private List<String> readHead() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                lines.add(line);
            }
            return lines;
        }

        /** Tells the server that nothing more comes from here, and goes on reading. */
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes with RST, as a crashed client or a dead network does. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Closes with FIN, or with RST where something was left unread. */
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A piece of the body: a chunk where the body is chunked, else whatever one read gave. */
    public record Piece(byte[] bytes, long nanos) {

        /** The bytes as UTF-8. */
        public String text() {
            return new String(bytes, UTF_8);
        }
    }

    /** The bytes of a body, which can be searched without copying them for every look. */
    private static final class Body extends ByteArrayOutputStream {

        boolean contains(byte[] wanted) {
            for (int at = count - wanted.length; at >= 0; at--) {
                if (Arrays.equals(buf, at, at + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** How a body came to its end. */
    public enum End {
        /** As announced: the last chunk, the full length, or the close of an HTTP/1.0 connection. */
        COMPLETE,
        /** The connection was closed in the middle. */
        CUT,
        /** The connection broke, or was closed by us. */
        BROKEN
    }

    /** An answer whose body is read as it comes. */
    public static final class Response implements AutoCloseable {

        private final Connection connection;
        private final String method;
        private final String statusLine;
        private final List<String> headerLines;
        private final long sentNanos;
        private final long headNanos = System.nanoTime();

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final List<Piece> pieces = new ArrayList<>(); // guarded by lock
        private final Body all = new Body(); // guarded by lock
        private @Nullable End end; // guarded by lock
        private long endNanos; // guarded by lock

        private Response(Connection connection, String method, List<String> head, long sentNanos) {
            this.connection = connection;
            this.method = method;
            this.statusLine = head.getFirst();
            this.headerLines = List.copyOf(head.subList(1, head.size()));
            this.sentNanos = sentNanos;
        }

        /** The status code. */
        public int status() {
            return Integer.parseInt(statusLine.substring(9, 12));
        }

        /** The first line. */
        public String statusLine() {
            return statusLine;
        }

        /** The header lines as they came. */
        public List<String> headerLines() {
            return headerLines;
        }

        /** The values of all lines with this name, in any case. */
        public List<String> headers(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** The value of the only line with this name; null without one. */
        public @Nullable String header(String name) {
            List<String> values = headers(name);
            if (values.size() > 1) {
                throw new AssertionError("The header " + name + " came " + values.size() + " times: " + values);
            }
            return values.isEmpty() ? null : values.getFirst();
        }

        /** When the request was sent ({@link System#nanoTime}). */
        public long sentNanos() {
            return sentNanos;
        }

        /** When the head had come. */
        public long headNanos() {
            return headNanos;
        }

        /** When the end had come. */
        public long endNanos() {
            return locked(() -> endNanos);
        }

        /** The pieces that have come so far. */
        public List<Piece> pieces() {
            return locked(() -> List.copyOf(pieces));
        }

        /** The bytes of the body that have come so far. */
        public byte[] body() {
            return locked(all::toByteArray);
        }

        /** The same as UTF-8. */
        public String text() {
            return new String(body(), UTF_8);
        }

        /** How the body ended; null while it has not. */
        public @Nullable End end() {
            return locked(() -> end);
        }

        /** Waits until the body holds the text. */
        public Response readUntil(String text, Duration timeout) {
            byte[] wanted = text.getBytes(UTF_8);
            return readUntil("'" + text + "'", () -> all.contains(wanted), timeout);
        }

        /** Waits until the body is as wanted; an end before that is an error. */
        public Response readUntil(Predicate<String> wanted, Duration timeout) {
            return readUntil("What was waited for", () -> wanted.test(all.toString(UTF_8)), timeout);
        }

        private Response readUntil(String what, BooleanSupplier condition, Duration timeout) {
            if (!await(condition, timeout)) {
                throw new AssertionError(what + " has not come within " + timeout + ", end: " + end() + ", "
                        + pieces().size() + " pieces, last: " + tail());
            }
            return this;
        }

        /** Waits until so many pieces have come. */
        public Response readPieces(int number, Duration timeout) {
            return readUntil(number + " pieces", () -> pieces.size() >= number, timeout);
        }

        /** Waits for the end, whatever it is. */
        public End awaitEnd(Duration timeout) {
            await(() -> end != null, timeout);
            End reached = end();
            if (reached == null) {
                throw new AssertionError("The answer has not ended within " + timeout + ": " + tail());
            }
            return reached;
        }

        /** Waits for the end, which must be the regular one. */
        public Response awaitComplete(Duration timeout) {
            End reached = awaitEnd(timeout);
            if (reached != End.COMPLETE) {
                throw new AssertionError("The answer ended " + reached + ": " + tail());
            }
            return this;
        }

        /** The connection, which takes another request once this answer is complete. */
        public Connection connection() {
            return connection;
        }

        /** Closes the connection with RST. */
        public void reset() throws IOException {
            connection.reset();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }

        private String tail() {
            String text = text();
            return text.length() <= 200 ? text : "…" + text.substring(text.length() - 200);
        }

        private boolean await(BooleanSupplier condition, Duration timeout) {
            long left = timeout.toNanos();
            lock.lock();
            try {
                while (!condition.getAsBoolean()) {
                    if (left <= 0 || end != null) {
                        return false;
                    }
                    left = changed.awaitNanos(left);
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for an answer.", e);
            } finally {
                lock.unlock();
            }
        }

        private <T> T locked(Supplier<T> look) {
            lock.lock();
            try {
                return look.get();
            } finally {
                lock.unlock();
            }
        }

        private void readBody() {
            End reached;
            try {
                reached = readPieces(connection.in);
            } catch (EOFException e) {
                reached = End.CUT;
            } catch (IOException e) {
                reached = End.BROKEN;
            }
            lock.lock();
            try {
                end = reached;
                endNanos = System.nanoTime();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private End readPieces(InputStream in) throws IOException {
            if (method.equals("HEAD") || status() == 204 || status() == 304 || status() < 200) {
                return End.COMPLETE;
            }
            if ("chunked".equalsIgnoreCase(header("Transfer-Encoding"))) {
                return readChunks(in);
            }
            String length = header("Content-Length");
            if (length != null) {
                take(exactly(in, Integer.parseInt(length)));
                return End.COMPLETE;
            }
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                take(Arrays.copyOf(buffer, read));
            }
            return End.COMPLETE;
        }

        private End readChunks(InputStream in) throws IOException {
            while (true) {
                int size = HexFormat.fromHexDigits(readLine(in).split(";", 2)[0].strip());
                if (size == 0) {
                    String trailer = readLine(in);
                    while (!trailer.isEmpty()) {
                        trailer = readLine(in);
                    }
                    return End.COMPLETE;
                }
                byte[] chunk = exactly(in, size);
                if (!readLine(in).isEmpty()) {
                    throw new IOException("A chunk is longer than announced.");
                }
                take(chunk);
            }
        }

        private void take(byte[] bytes) {
            long now = System.nanoTime();
            lock.lock();
            try {
                pieces.add(new Piece(bytes, now));
                all.writeBytes(bytes);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The connection ended before the line did: " + line.toString(ISO_8859_1));
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
