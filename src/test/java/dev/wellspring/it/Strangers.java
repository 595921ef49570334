package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who have no business here and want that nobody else has: each kind from a loopback address of its own, all at once, up
 * to 500 times a second each, until they are told to stop. Safe for use by any thread.
 */
final class Strangers implements AutoCloseable {

    /** What a stranger does, over and over. */
    enum Kind {
        /** The head of a publish, byte by byte, on many connections. */
        SLOW_HEAD("127.0.0.10", 100),
        /** A publish whose body comes byte by byte, on many connections. */
        SLOW_BODY("127.0.0.11", 200),
        /** Bytes that are no HTTP. */
        GARBAGE("127.0.0.12", 1),
        /** A publish with a token that somebody has made up. */
        MADE_UP_TOKEN("127.0.0.13", 1),
        /** A publish larger than any may be. */
        LARGE_BODY("127.0.0.14", 1),
        /** A publish broken off in its middle, with RST. */
        RESET("127.0.0.15", 1),
        /** One more subscriber. */
        SUBSCRIBE("127.0.0.16", 1);

        private final String address;
        private final int connections;

        Kind(String address, int connections) {
            this.address = address;
            this.connections = connections;
        }
    }

    /** What counts as an answer of none: the connection was closed without a status line. */
    static final int CUT = 0;

    private static final String HUB = "/.well-known/mercure";
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(200);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TOO_LARGE = 3 << 20;

    private final int port;
    private final Map<Kind, Map<Integer, Integer>> answers = new EnumMap<>(Kind.class);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private Strangers(int port) {
        this.port = port;
        for (Kind kind : Kind.values()) {
            answers.put(kind, new ConcurrentHashMap<>());
        }
    }

    /** Lets them all loose on a port of this machine. */
    static Strangers at(int port) {
        Strangers strangers = new Strangers(port);
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.connections; i++) {
                strangers.threads.add(Thread.ofVirtual().start(() -> strangers.molest(kind)));
            }
        }
        return strangers;
    }

    /** How often a kind was answered with a status, or with {@link #CUT}. */
    int answers(Kind kind, int status) {
        return answers.get(kind).getOrDefault(status, 0);
    }

    /** What every kind has got so far, for people. */
    @Override
    public String toString() {
        return answers.toString();
    }

    private void molest(Kind kind) {
        while (!closed) {
            int status = CUT;
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral(kind.address), 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                status = once(kind, socket);
            } catch (IOException e) {
                // That is an answer too.
            }
            if (!closed) {
                answers.get(kind).merge(status, 1, Integer::sum);
            }
            LockSupport.parkNanos(kind.connections * BETWEEN_ATTEMPTS.toNanos());
        }
    }

    private int once(Kind kind, Socket socket) throws IOException {
        return switch (kind) {
            case SLOW_HEAD -> drip(socket, "POST " + HUB + " HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            case SLOW_BODY -> drip(socket, head("made.up.token", 100_000) + "data=");
            case GARBAGE -> {
                byte[] bytes = new byte[300];
                ThreadLocalRandom.current().nextBytes(bytes);
                yield tell(socket, new String(bytes, ISO_8859_1) + "\r\n\r\n");
            }
            case MADE_UP_TOKEN ->
                tell(
                        socket,
                        head("eyJhbGciOiJIUzI1NiJ9.eyJtZXJjdXJlIjp7InB1Ymxpc2giOlsiKiJdfX0.bWFkZSB1cA", 13)
                                + "topic=a&data=");
            case LARGE_BODY -> tell(socket, head("made.up.token", TOO_LARGE));
            case RESET -> {
                socket.getOutputStream().write((head("made.up.token", 1000) + "topic=a").getBytes(UTF_8));
                socket.setSoLinger(true, 0);
                yield CUT;
            }
            case SUBSCRIBE ->
                tell(socket, "GET " + HUB + "?topic=a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        };
    }

    private static String head(String token, int length) {
        return "POST " + HUB + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Says this, and then a letter from time to time, until somebody has had enough. */
    private int drip(Socket socket, String beginning) throws IOException {
        socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
        socket.setSoTimeout(Math.toIntExact(BETWEEN_BYTES.toMillis()));
        while (!closed) {
            try {
                return status(socket);
            } catch (SocketTimeoutException e) {
                socket.getOutputStream().write('x');
            }
        }
        return CUT;
    }

    private static int tell(Socket socket, String request) throws IOException {
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return status(socket);
    }

    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int first = in.read();
        if (first < 0) {
            return CUT;
        }
        String line = (char) first + new String(in.readNBytes("TTP/1.1 200".length()), ISO_8859_1);
        return line.startsWith("HTTP/1.1 ") ? Integer.parseInt(line.substring(9)) : CUT;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
