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

/**
 * A network that breaks: passes connections on, and cuts the first after so many bytes of the answer, the second after
 * so many, and so on; those after the last are left alone.
 */
public final class CuttingProxy implements AutoCloseable {

    private final String host;
    private final int port;
    private final int[] cutAfter;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();

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

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket behind = new Socket(host, port);
                sockets.add(client);
                sockets.add(behind);
                int number = connections.getAndIncrement();
                int allowed = number < cutAfter.length ? cutAfter[number] : Integer.MAX_VALUE;
                Thread.ofVirtual().start(() -> pass(client, behind, Integer.MAX_VALUE));
                Thread.ofVirtual().start(() -> pass(behind, client, allowed));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, int allowed) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[4096];
            int left = allowed;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, Math.min(read, left));
                left -= read;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException e) {
            // One of the two ends is gone: so is the other.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
