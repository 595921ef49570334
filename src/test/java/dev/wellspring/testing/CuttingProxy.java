package dev.wellspring.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network that breaks: passes connections on, and cuts the first after so many bytes of the answer, the second after
 * so many, and so on; those after the last are left alone, until all that are open are cut, forgotten or stalled.
 */
public final class CuttingProxy implements AutoCloseable {

    private final String host;
    private final int port;
    private final int[] cutAfter;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Passage> passages = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private volatile boolean stalled;

    /**
     * @param cutAfter how many bytes of each answer get through, its head included
     */
    public CuttingProxy(String host, int port, int... cutAfter) throws IOException {
        this.host = host;
        this.port = port;
        this.cutAfter = cutAfter.clone();
        Thread.ofVirtual().name("cutting-proxy").start(this::accept);
    }

    /** Where clients connect, on the loopback interface. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections have been cut. */
    public int cuts() {
        return cuts.get();
    }

    /** Breaks every connection there is, for both sides. */
    public void cutAll() {
        for (Passage passage : passages) {
            cuts.incrementAndGet();
            passage.resetClient();
            passage.close();
        }
    }

    /** Every connection there is breaks for the client, and the server hears nothing of it: half of it stays open. */
    public void forgetAll() {
        for (Passage passage : passages) {
            cuts.incrementAndGet();
            passage.forgotten = true;
            passage.resetClient();
        }
    }

    /** From now on nothing passes, and no connection ends, until {@link #flow}. */
    public void stall() {
        stalled = true;
    }

    /** What was held up passes. */
    public void flow() {
        lock.lock();
        try {
            stalled = false;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                try {
                    Passage passage = new Passage(client, new Socket(host, port));
                    passages.add(passage);
                    int number = connections.getAndIncrement();
                    int allowed = number < cutAfter.length ? cutAfter[number] : Integer.MAX_VALUE;
                    Thread.ofVirtual().start(() -> pass(passage, client, passage.behind, Integer.MAX_VALUE));
                    Thread.ofVirtual().start(() -> pass(passage, passage.behind, client, allowed));
                } catch (IOException e) {
                    client.close(); // nobody is there
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Passage passage, Socket from, Socket to, int allowed) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[4096];
            int left = allowed;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitFlow();
                out.write(buffer, 0, Math.min(read, left));
                left = left == Integer.MAX_VALUE ? left : left - read;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    break;
                }
            }
        } catch (IOException e) {
            // One of the two ends is gone: so is the other.
        }
        if (!passage.forgotten) {
            passage.close();
            passages.remove(passage);
        }
    }

    private void awaitFlow() {
        lock.lock();
        try {
            while (stalled) {
                flowing.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A connection of a client, and the one behind it. */
    private static final class Passage {

        private final Socket client;
        private final Socket behind;
        private volatile boolean forgotten;

        Passage(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void resetClient() {
            try (client) {
                client.setSoLinger(true, 0); // RST
            } catch (IOException e) {
                // It has ended by itself.
            }
        }

        void close() {
            try (client;
                    behind) {
                // Both end.
            } catch (IOException e) {
                // They have ended.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        flow();
        passages.forEach(Passage::close);
    }
}
