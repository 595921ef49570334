package dev.wellspring.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network in which connections break: passes bytes on between browser and server, and closes a connection right after certain
 * bytes of an answer, in the middle of an event.
 */
final class CuttingProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger cutsLeft = new AtomicInteger();
    private volatile @Nullable String cutAfter;

    CuttingProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CuttingProxy to(int port) {
        CuttingProxy proxy = new CuttingProxy(port);
        Thread.startVirtualThread(proxy::accept);
        return proxy;
    }

    URI page() {
        return URI.create("http://localhost:" + listener.getLocalPort() + "/");
    }

    /** Closes the next so many connections on which these bytes come by, right after them. */
    void cutAfter(String bytes, int times) {
        cutAfter = bytes;
        cutsLeft.set(times);
    }

    /** Closes everything that is open. */
    void cutAll() {
        sockets.forEach(CuttingProxy::close);
    }

    /** What the browser has sent: its requests, as far as one read brought them. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(browser);
                sockets.add(server);
                Thread.startVirtualThread(() -> passOn(browser, server, false));
                Thread.startVirtualThread(() -> passOn(server, browser, true));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void passOn(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String piece = new String(buffer, 0, read, ISO_8859_1);
                if (!answers) {
                    requests.add(piece);
                }
                int end = answers ? endOfCut(piece) : -1;
                out.write(buffer, 0, end < 0 ? read : end);
                if (end >= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            // One side has gone; the other goes with it.
        }
        sockets.remove(from);
        sockets.remove(to);
    }

    /** An event comes in one piece: the server sends it so. */
    private int endOfCut(String piece) {
        String wanted = cutAfter;
        int found = wanted == null ? -1 : piece.indexOf(wanted);
        return found >= 0 && cutsLeft.getAndDecrement() > 0 ? found + wanted.length() : -1;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
