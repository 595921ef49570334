import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What subscribers cost: opens many subscriptions, with a topic for each or one topic for all, publishes one update after
 * the other, and prints one row of a Markdown table. Run by {@code bench/subscribers}.
 *
 * <p>Arguments: port, process id of the server, path of jcmd, number of subscribers, {@code each} or {@code one}, number
 * of updates.
 *
 * <p>There is one publisher, and it publishes the next update when the last one has had its answer and has come to all its
 * subscribers. Both times begin just before the request is written: one ends when the answer has been read, the other when
 * the last subscriber's event has been read. One thread reads all subscribers, so with one topic for all the latter
 * includes what it takes that thread to read them. Memory is the server's resident set (VmRSS) after a garbage collection
 * with the subscriptions open, less the same before they were opened.
 */
final class Subscribers {

    private static final int OPENED_AT_ONCE = 200;
    private static final int FIRST_ONES = 50;
    private static final String PADDING = " " + "x".repeat(100);
    private static final byte[] DATA = "data: ".getBytes(UTF_8);
    private static final int OTHER_LINE = -1;

    /** Signed with the secret of the demo mode, which everybody knows: the one that bin/run prints. */
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJtZXJjdXJlIjp7InB1Ymxpc2giOlsiKiJdLCJzdWJzY3JpYmUiOlsiKiJd"
            + "fX0.bVXdlWXwfw9ySx7-iV5OpUSHo34RkjUdVzDLBcc6l_g";

    private final int port;
    private final boolean topicForEach;
    private final Selector selector = Selector.open();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(16 * 1024);
    private final List<Watcher> watchers = new ArrayList<>();
    private final Random random = new Random(1);
    private final Semaphore delivered = new Semaphore(0);

    private volatile int current; // the number of the update that is under way
    private volatile int addressee; // whose topic it has, where each has one
    private volatile int missing; // how many subscribers have not yet had it
    private volatile long lastNanos; // when the newest event was read
    private int wrong; // of the reading thread

    private Subscribers(int port, boolean topicForEach) throws IOException {
        this.port = port;
        this.topicForEach = topicForEach;
    }

    /** One subscription: whether it is open, and the line that is being read. */
    private static final class Watcher {
        private final int index;
        private boolean open;
        private int seen; // the number of its newest update
        private int place; // bytes of the line so far, as far as they are those of DATA
        private boolean counting;
        private int number;

        private Watcher(int index) {
            this.index = index;
        }
    }

    public static void main(String[] args) throws Exception {
        new Subscribers(Integer.parseInt(args[0]), args[4].equals("each"))
                .run(new Server(Long.parseLong(args[1]), args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[5]));
    }

    private void run(Server server, int subscribers, int updates) throws Exception {
        open(FIRST_ONES); // what is loaded once is not what a subscriber costs
        publish(updates);
        readFor(2_000_000_000L);
        server.collectGarbage();
        long before = server.residentKiB();

        open(subscribers - FIRST_ONES);
        readFor(2_000_000_000L);
        server.collectGarbage();
        long after = server.residentKiB();

        publish(updates / 4); // the code for so many has to be compiled as well
        long[][] times = publish(updates);
        readFor(500_000_000L); // for what comes twice
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %.1f | %,d | %.1f | %.1f | %.1f | %.1f | %d |%n",
                watchers.size(),
                topicForEach ? "%,d".formatted(watchers.size()) : "1",
                (after - before) / (double) (subscribers - FIRST_ONES),
                updates,
                millis(times[0], 0.5),
                millis(times[0], 0.99),
                millis(times[1], 0.5),
                millis(times[1], 0.99),
                wrong);
    }

    private static double millis(long[] nanos, double quantile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * sorted.length))] / 1e6;
    }

    private String topic(int watcher) {
        return "https://example.com/" + (topicForEach ? watcher : "all");
    }

    private void open(int count) throws IOException {
        for (int opened = 0; opened < count; opened += OPENED_AT_ONCE) {
            List<Watcher> batch = new ArrayList<>();
            for (int i = 0; i < Math.min(OPENED_AT_ONCE, count - opened); i++) {
                batch.add(open());
            }
            while (!batch.stream().allMatch(watcher -> watcher.open)) {
                read(100);
            }
        }
    }

    private Watcher open() throws IOException {
        String request = "GET /.well-known/mercure?topic=" + topic(watchers.size()) + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\n\r\n";
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
        channel.configureBlocking(false);
        Watcher watcher = new Watcher(watchers.size());
        watcher.seen = current;
        channel.register(selector, SelectionKey.OP_READ, watcher);
        watchers.add(watcher);
        return watcher;
    }

    /** Publishes on a thread of its own, and reads on this one. Returns nanoseconds to the answer, and to the last. */
    private long[][] publish(int updates) throws Exception {
        long[][] times = new long[2][updates];
        CompletableFuture<Void> publisher = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (int i = 0; i < updates; i++) {
                    publish(socket, in, times, i);
                }
                publisher.complete(null);
            } catch (Exception e) {
                publisher.completeExceptionally(e);
            }
        });
        while (!publisher.isDone()) {
            read(20);
        }
        publisher.join();
        return times;
    }

    private void publish(Socket socket, InputStream in, long[][] times, int i) throws IOException, InterruptedException {
        missing = topicForEach ? 1 : watchers.size();
        addressee = random.nextInt(watchers.size());
        current++;
        String form = "topic=" + topic(addressee) + "&data=" + current + PADDING.replace(' ', '+');
        byte[] request = ("POST /.well-known/mercure HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Bearer " + TOKEN
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                        + form)
                .getBytes(UTF_8);
        long sent = System.nanoTime();
        socket.getOutputStream().write(request);
        readAnswer(in);
        times[0][i] = System.nanoTime() - sent;
        if (!delivered.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new IOException(missing + " subscribers have not had update " + current);
        }
        times[1][i] = lastNanos - sent;
    }

    private static void readAnswer(InputStream in) throws IOException {
        String status = readLine(in);
        int length = -1;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        if (!status.startsWith("HTTP/1.1 200") || length < 0) {
            throw new IOException("The hub has answered " + status);
        }
        in.readNBytes(length);
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("The hub has closed the publisher's connection.");
            }
            line.append((char) b);
        }
        return new String(line.toString().getBytes(ISO_8859_1), UTF_8).strip();
    }

    private void readFor(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            read(50);
        }
    }

    private void read(long millis) throws IOException {
        selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            Watcher watcher = (Watcher) key.attachment();
            bytes.clear();
            int n = ((SocketChannel) key.channel()).read(bytes);
            if (n < 0) {
                throw new IOException("The hub has closed a subscription.");
            }
            bytes.flip();
            while (bytes.hasRemaining()) {
                take(watcher, bytes.get());
            }
        }
        selector.selectedKeys().clear();
    }

    /** Of the answer, chunks and all, only two kinds of line count: the comment that greets, and the data. */
    private void take(Watcher watcher, byte b) {
        if (b == '\n') {
            if (watcher.counting) {
                arrived(watcher);
            }
            watcher.place = 0;
            watcher.counting = false;
        } else if (watcher.place == DATA.length) {
            watcher.counting = true;
            if (b >= '0' && b <= '9') {
                watcher.number = watcher.number * 10 + b - '0';
            } else {
                watcher.place = OTHER_LINE;
            }
        } else if (watcher.place >= 0) {
            watcher.open |= watcher.place == 0 && b == ':';
            watcher.place = b == DATA[watcher.place] ? watcher.place + 1 : OTHER_LINE;
            watcher.number = 0;
        }
    }

    private void arrived(Watcher watcher) {
        int number = watcher.number;
        boolean expected = number == current && (topicForEach ? watcher.index == addressee : watcher.seen == number - 1);
        if (!expected || watcher.seen == number) {
            wrong++;
            return;
        }
        watcher.seen = number;
        lastNanos = System.nanoTime();
        missing--;
        if (missing == 0) {
            delivered.release();
        }
    }
}
