package dev.wellspring.cluster;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * A connection that is opened when it is needed, and anew after anything has failed, so that a failover needs no code of its own.
 * Thread-safe; one call after the other.
 */
final class RedisLine implements AutoCloseable {

    private final Supplier<Connection> opening;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection; // guarded by lock

    /** @param opening opens a connection, with a limit on how long each answer may take */
    RedisLine(Supplier<Connection> opening) {
        this.opening = opening;
    }

    /** Runs a script. */
    @Nullable Object eval(String script, List<String> keys, List<String> arguments) {
        CommandArguments all = new CommandArguments(Command.EVAL).add(script).add(keys.size());
        keys.forEach(all::add);
        arguments.forEach(all::add);
        return call(all);
    }

    /** Runs a command; throws a {@link redis.clients.jedis.exceptions.JedisException} if that fails in any way. */
    @Nullable Object call(Command command, String... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (String argument : arguments) {
            all.add(argument);
        }
        return call(all);
    }

    /** The members of a set. */
    List<String> members(String set) {
        return Replies.list(call(Command.SMEMBERS, set)).stream()
                .map(Replies::text)
                .toList();
    }

    private @Nullable Object call(CommandArguments command) {
        lock.lock();
        try {
            Connection open = connection;
            if (open == null) {
                open = opening.get();
                connection = open;
            }
            try {
                return open.executeCommand(command);
            } catch (RuntimeException | Error e) {
                close(); // who knows what would be answered next, and by whom
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
