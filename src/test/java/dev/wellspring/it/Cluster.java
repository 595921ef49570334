package dev.wellspring.it;

import dev.wellspring.testing.CuttingProxy;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Two nodes, each a Tomcat in a process of its own, one Redis, and between each node and Redis a network that can be cut. */
final class Cluster implements AutoCloseable {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED);

    private final RedisServer redis;
    private final List<CuttingProxy> networks;
    private final List<TomcatServer> servers;

    private Cluster(RedisServer redis, List<CuttingProxy> networks, List<TomcatServer> servers) {
        this.redis = redis;
        this.networks = networks;
        this.servers = servers;
    }

    /** Starts all of it; what Redis has acknowledged is on the disk. */
    static Cluster start() throws IOException {
        return start(Map.of());
    }

    /** The same with more environment variables for the nodes. */
    static Cluster start(Map<String, String> environment) throws IOException {
        RedisServer redis = RedisServer.start("--appendfsync", "always").awaitReady();
        List<CuttingProxy> networks =
                List.of(new CuttingProxy("127.0.0.1", redis.port()), new CuttingProxy("127.0.0.1", redis.port()));
        List<CompletableFuture<TomcatServer>> starting = networks.stream()
                .map(network -> CompletableFuture.supplyAsync(() -> node(network, environment)))
                .toList();
        return new Cluster(
                redis, networks, starting.stream().map(CompletableFuture::join).toList());
    }

    private static TomcatServer node(CuttingProxy network, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(ENVIRONMENT);
        all.put("WELLSPRING_LOG", "redis://127.0.0.1:" + network.port());
        all.putAll(environment);
        return TomcatServer.withOurSettings("ROOT", all);
    }

    RedisServer redis() {
        return redis;
    }

    /** What is between Redis and the node of the same number. */
    List<CuttingProxy> networks() {
        return networks;
    }

    List<TomcatServer> servers() {
        return servers;
    }

    /** The nodes as their clients see them. */
    List<HubAt> nodes() {
        return servers.stream().map(server -> new HubAt(server.port())).toList();
    }

    @Override
    public void close() throws IOException {
        servers.forEach(TomcatServer::close);
        for (CuttingProxy network : networks) {
            network.close();
        }
        redis.close();
    }
}
