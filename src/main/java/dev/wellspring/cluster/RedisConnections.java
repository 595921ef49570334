package dev.wellspring.cluster;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/*
 * All keys of a log are on one server, so its few connections are all there is to manage, and each is opened to whoever is
 * master at that moment: that is asked anew every time, and whatever fails is closed. So a failover needs no code of its
 * own. It is a connection that fails, and the next one goes elsewhere.
 */

/** Opens connections to the server that has the log. Immutable, safe for use by any thread. */
final class RedisConnections {

    private static final int MOST_MOVES = 5;

    private final RedisAddress address;
    private final byte[] key;

    /** @param key one of the log's keys: in a cluster, what has it is where to connect */
    RedisConnections(RedisAddress address, byte[] key) {
        this.address = address;
        this.key = key.clone();
    }

    /**
     * A new connection to the master.
     *
     * @param timeout for connecting, and for each answer
     * @throws JedisException if there is none
     */
    Connection open(Duration timeout) {
        return switch (address.topology()) {
            case SINGLE -> master(address.hosts().getFirst(), timeout);
            case SENTINEL -> master(named(timeout), timeout);
            case CLUSTER -> owner(timeout);
        };
    }

    private Connection master(RedisAddress.Host host, Duration timeout) {
        return checked(connect(host, timeout), connection -> {
            // A replica can be read, and would be a log that stands still.
            Object role = Replies.list(call(connection, Command.ROLE)).getFirst();
            if (!Replies.text(role).equals("master")) {
                throw new JedisDataException("READONLY You can't write against a read only replica.");
            }
        });
    }

    /** Asks one Sentinel after the other. */
    private RedisAddress.Host named(Duration timeout) {
        JedisException failure = new JedisConnectionException("There is no Sentinel.");
        for (RedisAddress.Host sentinel : address.hosts()) {
            try (Connection connection = connectToSentinel(sentinel, timeout)) {
                List<?> found = Replies.list(call(
                        connection,
                        Command.SENTINEL,
                        Replies.utf8("GET-MASTER-ADDR-BY-NAME"),
                        Replies.utf8(address.master())));
                if (!found.isEmpty()) {
                    return new RedisAddress.Host(
                            Replies.text(found.get(0)), Math.toIntExact(Replies.number(found.get(1))));
                }
                failure = new JedisDataException("NOMASTER");
            } catch (JedisException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Sentinels need not have the passwords of those they watch, and often have none. */
    private Connection connectToSentinel(RedisAddress.Host sentinel, Duration timeout) {
        Connection connection =
                new Connection(hostAndPort(sentinel), config(timeout, false).build());
        try {
            connection.ping();
            return connection;
        } catch (JedisDataException e) {
            connection.close();
            return new Connection(hostAndPort(sentinel), config(timeout, true).build());
        }
    }

    /** The node of a cluster that has the key. */
    private Connection owner(Duration timeout) {
        JedisException failure = new JedisConnectionException("There is no node.");
        for (RedisAddress.Host seed : address.hosts()) {
            try {
                return follow(seed, timeout);
            } catch (JedisException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private Connection follow(RedisAddress.Host seed, Duration timeout) {
        RedisAddress.Host host = seed;
        for (int move = 0; move < MOST_MOVES; move++) {
            try {
                // Whoever has not got the key, or only a copy of it, says who has.
                return checked(connect(host, timeout), connection -> call(connection, Command.EXISTS, key));
            } catch (JedisMovedDataException e) {
                HostAndPort target = e.getTargetNode();
                host = new RedisAddress.Host(
                        target.getHost().isEmpty() ? host.name() : target.getHost(), target.getPort());
            }
        }
        throw new JedisDataException("CLUSTERDOWN Its nodes send us in circles.");
    }

    private interface Check {
        void check(Connection connection);
    }

    private static Connection checked(Connection connection, Check check) {
        try {
            check.check(connection);
            return connection;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private Connection connect(RedisAddress.Host host, Duration timeout) {
        DefaultJedisClientConfig.Builder config = config(timeout, true);
        if (address.topology() != RedisAddress.Topology.CLUSTER) {
            config.database(address.database());
        }
        return new Connection(hostAndPort(host), config.build());
    }

    private static HostAndPort hostAndPort(RedisAddress.Host host) {
        return new HostAndPort(host.name(), host.port());
    }

    private DefaultJedisClientConfig.Builder config(Duration timeout, boolean authenticated) {
        int millis = Math.max(1, Math.toIntExact(timeout.toMillis()));
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED) // a user need not be allowed that
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis);
        if (address.isSecure()) {
            // The virtual machine's trust, and the certificate has to be that of the host we asked for.
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        @Nullable String password = address.password();
        if (authenticated && password != null) {
            config.user(address.user()).password(password);
        }
        return config;
    }

    /** Sends a command and waits for the answer. */
    static @Nullable Object call(Connection connection, Command command, byte[]... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (byte[] argument : arguments) {
            all.add(argument);
        }
        return connection.executeCommand(all);
    }
}
