package dev.wellspring.cluster;

import dev.wellspring.hub.LogUnavailable;
import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/*
 * What fails is tried again until its time is over, on a new connection, which goes to whoever is master then: so a restart
 * or failover that takes less than that is a delay and no refusal. While the log is down, each commit is one attempt of half
 * the time: its updates have waited for the one before already.
 *
 * If Redis was sent the updates and never answered, until their time was over, nobody can say whether they are kept. They
 * are refused, since nobody can say that they are.
 */

/** Updates in Redis, as the writer sees them. Used by the writer's thread. */
final class RedisStore implements Store {

    private static final Logger log = LoggerFactory.getLogger(RedisStore.class);

    /** So much that one call does not hold up others for more than a few milliseconds. */
    private static final AppendLimits PORTION = new AppendLimits(256, 1L << 20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final RedisConnections connections;
    private final AppendScript script;
    private final RedisLogSettings settings;
    private final LogView view;
    private final UnderWay underWay;
    private final TailProgress tail;

    private @Nullable Connection open;
    private long clockOffset; // milliseconds from our monotonic clock to that of the server
    private boolean down;

    RedisStore(
            RedisConnections connections,
            AppendScript script,
            RedisLogSettings settings,
            LogView view,
            UnderWay underWay,
            TailProgress tail) {
        this.connections = connections;
        this.script = script;
        this.settings = settings;
        this.view = view;
        this.underWay = underWay;
        this.tail = tail;
    }

    @Override
    public AppendLimits portion() {
        return PORTION;
    }

    @Override
    public List<LoggedUpdate> commit(List<Update> updates) {
        underWay.add(updates);
        try {
            Standing standing = untilDone(new Attempts(updates));
            List<LoggedUpdate> logged = new ArrayList<>(updates.size());
            for (int i = 0; i < updates.size(); i++) {
                logged.add(standing.life().logged(standing.first() + i, updates.get(i)));
            }
            return logged;
        } catch (RuntimeException | Error e) {
            underWay.remove(updates);
            throw e;
        }
    }

    private Standing untilDone(Attempts attempts) {
        while (true) {
            try {
                Standing standing = attempts.next();
                down = false;
                return standing;
            } catch (JedisException e) {
                disconnect();
                RedisFailure failure = RedisFailure.of(e);
                attempts.isInDoubt |= attempts.isSent && !failure.isAnswered();
                if (down || !failure.mayPass() || !attempts.pause()) {
                    down = true;
                    throw failure.unavailable(
                            attempts.isInDoubt && !failure.isAnswered()
                                    ? " Whether it has kept the update is not known."
                                    : "",
                            e);
                }
                log.debug("An append is tried again.", e);
            }
        }
    }

    /** The attempts to append some updates, until their time is over. */
    private final class Attempts {

        private final List<Update> updates;
        private final String token = UUID.randomUUID().toString();
        private final long deadline;
        private final Backoff backoff = new Backoff(LONGEST_PAUSE);
        private boolean isSent;
        private boolean isInDoubt;

        Attempts(List<Update> updates) {
            this.updates = updates;
            Duration time = down ? settings.timeout().dividedBy(2) : settings.timeout();
            this.deadline = System.nanoTime() + time.toNanos();
        }

        Standing next() {
            isSent = false;
            Connection connection = connection(patience());
            connection.setSoTimeout(Math.toIntExact(patience().toMillis()));
            isSent = true;
            Standing standing = script.append(connection, token, deadline / 1_000_000 + clockOffset, updates);
            if (settings.replicas() > 0) {
                awaitReplicas(connection);
            }
            return standing;
        }

        private void awaitReplicas(Connection connection) {
            long millis = left().toMillis();
            connection.setSoTimeout(Math.toIntExact(millis + settings.timeout().toMillis()));
            long confirmed = Replies.number(RedisConnections.call(
                    connection, Command.WAIT, Replies.utf8(settings.replicas()), Replies.utf8(millis)));
            if (confirmed < settings.replicas()) {
                throw new LogUnavailable("The update is in the log, but only " + confirmed + " of "
                        + settings.replicas() + " replicas have confirmed it in time: a failover may lose it.");
            }
        }

        /** Never all of the time: a connection may be dead without our knowing, and the next one alive. */
        private Duration patience() {
            Duration half = settings.timeout().dividedBy(2);
            return left().compareTo(half) < 0 ? left() : half;
        }

        /** The time that is left, at least a millisecond, since none would be any. */
        private Duration left() {
            return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        }

        /** Waits a little; returns whether there is time for one more attempt. */
        boolean pause() {
            Duration pause = backoff.next();
            if (deadline - System.nanoTime() <= pause.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(pause);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private Connection connection(Duration timeout) {
        Connection connection = open;
        if (connection == null) {
            connection = connections.open(timeout);
            try {
                clockOffset = clockOffset(connection);
                if (view.standing() == null) {
                    // Before the first append, so that the tail knows where to begin.
                    Standing _ = script.tidy(connection);
                }
            } catch (RuntimeException | Error e) {
                connection.close();
                throw e;
            }
            open = connection;
        }
        return connection;
    }

    private static long clockOffset(Connection connection) {
        long before = System.nanoTime();
        List<?> time = Replies.list(RedisConnections.call(connection, Command.TIME));
        long between = before + (System.nanoTime() - before) / 2;
        return Replies.number(time.get(0)) * 1_000 + Replies.number(time.get(1)) / 1_000 - between / 1_000_000;
    }

    /** Whoever has his answer knows that the tail has the update; unless the tail is cut off, which is no reason to wait. */
    @Override
    public void beforeAnswers(List<LoggedUpdate> logged) {
        tail.awaitTold(logged.getLast().sequence(), settings.timeout());
        underWay.remove(logged.stream().map(LoggedUpdate::update).toList());
    }

    @Override
    public boolean tidy() {
        try {
            Connection connection = connection(settings.timeout().dividedBy(2));
            connection.setSoTimeout(Math.toIntExact(settings.timeout().toMillis()));
            Standing standing = script.tidy(connection);
            down = false;
            return standing.count() > settings.retention().updates()
                    || (standing.count() > 1
                            && standing.bytes() > settings.retention().bytes());
        } catch (JedisException e) {
            // One attempt says little: whether the log is down, the next commit finds out.
            disconnect();
            throw RedisFailure.of(e).unavailable(e);
        }
    }

    private void disconnect() {
        Connection connection = open;
        open = null;
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (JedisException e) {
            log.debug("A connection that failed does not close.", e);
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
