import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What idle clocks cost: opens many streams of {@code /sse/clock}, watches them for a while, and prints one row of a
 * Markdown table. Run by {@code bench/clocks}.
 *
 * <p>Arguments: port, process id of the server, number of streams, seconds to watch, path of jcmd.
 *
 * <p>Memory is the server's resident set (VmRSS) after a garbage collection, with the streams open, less the same before
 * they were opened. CPU is the server's user and system time over the seconds watched. Late is how long after the first
 * stream the last one had the same second.
 */
final class Clocks {

    private static final int OPENED_AT_ONCE = 200;

    private final Selector selector = Selector.open();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
    private final List<Watcher> watchers = new ArrayList<>();

    private Clocks() throws IOException {}

    /** One stream: how many whole events it has had, and when the last one came. */
    private static final class Watcher {
        private int events;
        private int newlines;
        private boolean body;
        private long lastNanos;
    }

    public static void main(String[] args) throws Exception {
        new Clocks()
                .run(
                        Integer.parseInt(args[0]),
                        new Server(Long.parseLong(args[1]), args[4]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]));
    }

    private void run(int port, Server server, int streams, int seconds) throws Exception {
        open(port, Math.min(50, streams)); // what is loaded once is not what a stream costs
        readFor(3_000_000_000L);
        server.collectGarbage();
        long before = server.residentKiB();

        open(port, streams);
        readFor(3_000_000_000L);
        server.collectGarbage();
        long after = server.residentKiB();

        int[] first = watchers.stream().mapToInt(watcher -> watcher.events).toArray();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        long[] late = new long[seconds];
        for (int i = 0; i < seconds; i++) {
            readUntilTick();
            late[i] = spreadNanos();
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpu = server.cpuSeconds() - cpuBefore;

        int expected = seconds;
        long wrong = 0;
        for (int i = 0; i < watchers.size(); i++) {
            int seen = watchers.get(i).events - first[i];
            if (Math.abs(seen - expected) > 1) {
                wrong++;
            }
        }
        Arrays.sort(late);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.1f | %.1f | %.1f | %.1f | %d |%n",
                watchers.size(),
                (after - before) / (double) streams,
                cpu / elapsed * 1000,
                cpu * 1e6 / ((double) seconds * watchers.size()),
                late[late.length / 2] / 1e6,
                wrong);
    }

    private void open(int port, int count) throws IOException {
        byte[] request = ("GET /sse/clock HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n").getBytes(UTF_8);
        int opened = 0;
        while (opened < count) {
            int batch = Math.min(OPENED_AT_ONCE, count - opened);
            for (int i = 0; i < batch; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.write(ByteBuffer.wrap(request));
                channel.configureBlocking(false);
                Watcher watcher = new Watcher();
                channel.register(selector, SelectionKey.OP_READ, watcher);
                watchers.add(watcher);
            }
            opened += batch;
            while (watchers.stream().anyMatch(watcher -> watcher.events == 0)) {
                read(100);
            }
        }
    }

    private void readFor(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            read(50);
        }
    }

    /** Reads until every stream has had one more event. */
    private void readUntilTick() throws IOException {
        int[] seen = watchers.stream().mapToInt(watcher -> watcher.events).toArray();
        long end = System.nanoTime() + 5_000_000_000L;
        int behind = 0;
        while (System.nanoTime() < end) {
            read(1200);
            while (behind < seen.length && watchers.get(behind).events > seen[behind]) {
                behind++;
            }
            if (behind == seen.length) {
                return;
            }
        }
    }

    private long spreadNanos() {
        long min = watchers.stream().mapToLong(watcher -> watcher.lastNanos).min().orElse(0);
        long max = watchers.stream().mapToLong(watcher -> watcher.lastNanos).max().orElse(0);
        return max - min;
    }

    private void read(long millis) throws IOException {
        selector.select(millis);
        long now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
            Watcher watcher = (Watcher) key.attachment();
            bytes.clear();
            int n = ((SocketChannel) key.channel()).read(bytes);
            if (n < 0) {
                throw new IOException("The server has closed a clock.");
            }
            bytes.flip();
            while (bytes.hasRemaining()) {
                count(watcher, bytes.get(), now);
            }
        }
        selector.selectedKeys().clear();
    }

    /** An event ends with two line feeds; those of the chunked framing come as CR LF and do not count. */
    private static void count(Watcher watcher, byte b, long now) {
        if (b == '\n' && watcher.body) {
            watcher.newlines++;
            if (watcher.newlines == 2) {
                watcher.events++;
                watcher.lastNanos = now;
            }
        } else {
            watcher.newlines = 0;
            watcher.body = b != '\r';
        }
    }
}
