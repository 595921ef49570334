package dev.wellspring.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of one's own: the installed {@code redis-server}, on a free port, with an append-only file. */
public final class RedisServer implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(20);

    private static final Set<Integer> PORTS_GIVEN = ConcurrentHashMap.newKeySet();

    private static final DefaultJedisClientConfig ANYBODY =
            DefaultJedisClientConfig.builder().resp2().build();

    private final Path directory;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path directory, int port, List<String> options) throws IOException {
        this.directory = directory;
        this.port = port;
        this.options = options;
        start();
    }

    /**
     * Starts one.
     *
     * @param options as on the command line: {@code --maxmemory 10mb}
     */
    public static RedisServer start(String... options) throws IOException {
        return new RedisServer(Files.createTempDirectory("redis"), freePort(), List.of(options));
    }

    /**
     * A port that nobody listens on now; not one of those that systems give to connections (from 32768 on), which could
     * take it while a server is restarted. A cluster listens at a port larger by 10,000, too.
     */
    public static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(10_500, 22_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                if (PORTS_GIVEN.add(candidate)) { // whoever was given one may not have bound it yet
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                // Somebody has it: the next one.
            }
        }
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", String.valueOf(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString(), "--save", ""));
        command.addAll(List.of("--appendonly", "yes", "--daemonize", "no"));
        command.addAll(List.of("--repl-diskless-sync-delay", "0"));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
    }

    private File log() {
        return directory.resolve("redis.log").toFile();
    }

    /** Returns when it answers, and has loaded what it had. */
    public RedisServer awaitReady() {
        return awaitReady(ANYBODY);
    }

    /** The same where one has to say who one is. */
    public RedisServer awaitReady(DefaultJedisClientConfig config) {
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log().toPath()));
            }
            try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), config)) {
                return jedis.ping().equals("PONG");
            } catch (JedisException e) {
                return false;
            }
        });
        return this;
    }

    public int port() {
        return port;
    }

    public Path directory() {
        return directory;
    }

    /** As in WELLSPRING_LOG. */
    public String address() {
        return "redis://127.0.0.1:" + port;
    }

    /** Asks it, on a connection of its own; a list is answered as lines. */
    public String command(String... words) {
        try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), ANYBODY)) {
            return text(jedis.sendCommand(
                    () -> words[0].getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(words, 1, words.length)));
        }
    }

    private static String text(Object reply) {
        return switch (reply) {
            case null -> "";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case List<?> list -> list.stream().map(RedisServer::text).collect(Collectors.joining("\n"));
            default -> reply.toString();
        };
    }

    /** {@code CONFIG SET}. */
    public void configure(String parameter, String value) {
        String _ = command("CONFIG", "SET", parameter, value);
    }

    /** As by {@code kill -9}: returns when it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As by {@code systemctl stop}: returns when it is gone. */
    public void stop() {
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Starts it again after it has ended, with what it has in its directory. Does not wait until it is ready. */
    public void startAgain() throws IOException {
        start();
    }

    /** It stands still, and its connections stay open, until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
