package dev.wellspring.it;

import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a soak runs against: the server in a process of its own, nginx in front of it, and in front of nginx a network that
 * can be broken. Everything has been mended when a method returns, except where it says otherwise.
 */
final class SoakStage implements AutoCloseable {

    /** So that slow subscribers are soon too slow, silence is soon noticed, and a restart is quick. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "WELLSPRING_MODE", "demo",
            "WELLSPRING_DURABILITY", "always",
            "WELLSPRING_HEARTBEAT", "PT5S",
            "WELLSPRING_WRITE_TIMEOUT", "PT10S",
            "WELLSPRING_LONGEST_CONNECTION", "PT1M",
            "WELLSPRING_SUBSCRIBER_BACKLOG_BYTES", "32768",
            "JAVA_OPTS", TomcatServer.SHORT_LIVED);

    /** Less than what any write of the log needs, wherever in its files it goes. */
    private static final String NO_ROOM = "4096";

    private static final Duration STOPPED_WITHIN = TomcatServer.DRAIN.plusSeconds(8);

    private final TomcatServer server = TomcatServer.withOurSettings("ROOT", ENVIRONMENT, SoakStage::giveKernelLittle);
    private final Nginx nginx = Nginx.inFrontOf(server.port());
    private final CuttingProxy network;
    private final List<String> troubles = new ArrayList<>();
    private boolean diskWasFull;

    SoakStage() {
        try {
            network = new CuttingProxy("127.0.0.1", nginx.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On loopback the kernel would take megabytes for who does not read, and nobody would ever be too slow. */
    private static void giveKernelLittle(Path configuration) {
        Checkout.edit(
                configuration.resolve("server.xml"),
                "socket.bufferPool=\"0\"",
                "socket.bufferPool=\"0\" socket.txBufSize=\"16384\"");
    }

    /** The server itself. */
    HubAt direct() {
        return new HubAt(server.port());
    }

    /** The same through network and nginx. */
    HubAt farAway() {
        return new HubAt(network.port());
    }

    /** What the logs of the server say that they should not. */
    List<String> troubles() {
        if (!diskWasFull) {
            server.troubles().stream()
                    .filter(line -> !troubles.contains(line))
                    .limit(100)
                    .forEach(troubles::add);
        }
        return troubles;
    }

    void kill() {
        troubles();
        server.kill();
        startAgain();
    }

    void terminate() {
        ServerProcess.End end = server.stop();
        troubles();
        if (end.took().compareTo(STOPPED_WITHIN) > 0) {
            troubles.add("SIGTERM took " + end.took());
        }
        startAgain();
    }

    private void startAgain() {
        server.startAgain();
        diskWasFull = false;
    }

    /** The kernel lets the server's files grow no further for a while; where that cannot be, nothing happens. */
    void fillDisk(Duration time) throws InterruptedException {
        troubles();
        diskWasFull = true; // and says so in its log
        limitFiles(NO_ROOM);
        Thread.sleep(time);
        limitFiles("unlimited");
    }

    private void limitFiles(String bytes) {
        SmallDisk.run("prlimit", "--pid", String.valueOf(server.pid()), "--fsize=" + bytes + ":");
    }

    void cutConnections() {
        network.cutAll();
    }

    /** The clients lose their connections, and nginx is not told. */
    void openHalf() {
        network.forgetAll();
    }

    void stallNetwork(Duration time) throws InterruptedException {
        network.stall();
        Thread.sleep(time);
        network.flow();
    }

    void stopNginxFor(Duration time) throws InterruptedException {
        nginx.pause();
        Thread.sleep(time);
        nginx.resume();
    }

    void stopServerFor(Duration time) throws InterruptedException {
        server.pause();
        Thread.sleep(time);
        server.resume();
    }

    /** So many subscribers come, and vanish without a word before they have read anything. */
    void vanish(int clients) throws IOException {
        List<RawHttp.Connection> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                crowd.add(RawHttp.get("127.0.0.1", server.port(), "/.well-known/mercure?topic=*")
                        .send());
            }
        } finally {
            for (RawHttp.Connection client : crowd) {
                client.reset();
            }
        }
    }

    @Override
    public void close() {
        try {
            network.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            nginx.close();
            server.close();
        }
    }
}
