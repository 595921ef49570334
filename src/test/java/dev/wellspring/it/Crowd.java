package dev.wellspring.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Any number of HTTP clients on one thread, each with a connection of its own and one request. They read everything at once
 * until told otherwise. Safe for use by any thread.
 */
final class Crowd implements AutoCloseable {

    /** Many at once, but not so many that the kernel's queue of new connections overflows. */
    private static final int SMALL_RECEIVE_BUFFER = 2048;

    private final InetSocketAddress server;
    private final Selector selector;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private final Thread thread = Thread.ofPlatform().name("crowd").daemon().unstarted(this::run);
    private volatile boolean closed;

    Crowd(int port) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Crowd at(int port) {
        Crowd crowd = new Crowd(port);
        crowd.thread.start();
        return crowd;
    }

    private interface Task {
        void run() throws IOException;
    }

    /** One client of the crowd. */
    static final class Member {

        private final String path;
        private final ByteBuffer request;
        private final ChunkedAnswer answer = new ChunkedAnswer();
        private volatile boolean lost;
        private SocketChannel channel; // used by the crowd's thread

        private Member(String path) {
            this.path = path;
            this.request = ByteBuffer.wrap(
                    ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + "Accept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        String path() {
            return path;
        }

        ChunkedAnswer answer() {
            return answer;
        }

        /** Whether the connection ended before the answer did. */
        boolean lost() {
            return lost;
        }
    }

    /** Sends so many clients there. */
    List<Member> send(int count, String path) {
        List<Member> members =
                Stream.generate(() -> new Member(path)).limit(count).toList();
        members.forEach(member -> onItsThread(() -> connect(member)));
        return members;
    }

    /** So many who connect and say nothing. */
    List<Member> connect(int count) {
        List<Member> members =
                Stream.generate(() -> new Member("")).limit(count).toList();
        members.forEach(member -> member.request.limit(0));
        members.forEach(member -> onItsThread(() -> connect(member)));
        return members;
    }

    /** From now on they take nothing, and leave the connection open. */
    void stopReading(List<Member> members) {
        onItsThread(
                () -> members.forEach(member -> member.channel.keyFor(selector).interestOps(0)));
    }

    /** They close their connections in the regular way: FIN. */
    void leave(List<Member> members) {
        onItsThread(() -> {
            for (Member member : members) {
                member.channel.close();
            }
        });
    }

    /** They vanish: RST. */
    void vanish(List<Member> members) {
        onItsThread(() -> {
            for (Member member : members) {
                member.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                member.channel.close();
            }
        });
    }

    private void onItsThread(Task task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void connect(Member member) throws IOException {
        member.channel = SocketChannel.open();
        member.channel.configureBlocking(false);
        member.channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_RECEIVE_BUFFER);
        member.channel.register(selector, SelectionKey.OP_CONNECT, member);
        member.channel.connect(server);
    }

    private void run() {
        try (selector) {
            while (!closed) {
                selector.select(this::ready);
                for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        Member member = (Member) key.attachment();
        try {
            if (key.isConnectable() && member.channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                member.channel.write(member.request);
                if (!member.request.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } else if (key.isReadable()) {
                read(member);
            }
        } catch (IOException e) {
            end(member);
        }
    }

    private void read(Member member) throws IOException {
        buffer.clear();
        int count = member.channel.read(buffer);
        if (count < 0) {
            end(member);
            return;
        }
        member.answer.take(buffer.array(), count, System.currentTimeMillis());
        if (member.answer.isComplete()) {
            member.channel.close();
        }
    }

    private static void end(Member member) {
        member.lost = !member.answer.isComplete();
        try {
            member.channel.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }

    /** Ends all connections. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
