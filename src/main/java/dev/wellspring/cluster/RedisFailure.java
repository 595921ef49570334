package dev.wellspring.cluster;

import dev.wellspring.hub.LogUnavailable;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a failure of Redis means for the operator, in words that name no address and no password.
 *
 * @param meaning what Redis does, as the rest of a sentence
 * @param mayPass whether the same may succeed in a moment, on another connection
 * @param isAnswered whether Redis has answered: then it has not done what it was asked
 */
record RedisFailure(String meaning, boolean mayPass, boolean isAnswered) {

    /** The first words of errors: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
    private static final Map<String, RedisFailure> ANSWERS = Map.ofEntries(
            passing("LOADING", "is starting, and loads its data"),
            passing("READONLY", "is a replica now, or was given as a replica: it can be read, but not written"),
            passing("MASTERDOWN", "is a replica that has lost its master"),
            passing("UNBLOCKED", "has become a replica"),
            passing("CLUSTERDOWN", "is a cluster that does not work now"),
            passing("TRYAGAIN", "is a cluster that moves the log to another node"),
            passing("MOVED", "is a cluster that has moved the log to another node"),
            passing("ASK", "is a cluster that moves the log to another node"),
            passing("BUSY", "is busy with somebody's script"),
            passing("LATE", "was too slow"),
            passing("NOMASTER", "has no master: its Sentinels know none of that name"),
            lasting("OOM", "is full: its memory is used up (maxmemory)"),
            lasting("MISCONF", "cannot write to its disk"),
            lasting("NOREPLICAS", "has fewer replicas than it demands (min-replicas-to-write)"),
            lasting("NOAUTH", "refuses us: it wants a password"),
            lasting("WRONGPASS", "refuses us: user or password are wrong"),
            lasting("NOPERM", "does not allow this user what the log needs"),
            lasting("WRONGTYPE", "has something else under the log's keys"),
            lasting("UNEXPECTED", "has something else under the log's keys"));

    /** Within a script, the word is not the first one everywhere. */
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]{3,}\\b");

    private static Map.Entry<String, RedisFailure> passing(String word, String meaning) {
        return Map.entry(word, new RedisFailure(meaning, true, true));
    }

    private static Map.Entry<String, RedisFailure> lasting(String word, String meaning) {
        return Map.entry(word, new RedisFailure(meaning, false, true));
    }

    static RedisFailure of(JedisException e) {
        if (e instanceof JedisConnectionException) {
            return new RedisFailure(connection(e), true, false);
        }
        String message = String.valueOf(e.getMessage());
        Matcher words = WORD.matcher(message);
        while (words.find()) {
            RedisFailure known = ANSWERS.get(words.group());
            if (known != null) {
                return known;
            }
        }
        return new RedisFailure(
                message.contains("max number of clients")
                        ? "has as many clients as it allows (maxclients)"
                        : "answers with an error that the server's log names",
                false,
                true);
    }

    private static String connection(JedisException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return "does not answer in time";
            }
            if (cause instanceof SSLException) {
                return "cannot be talked to through TLS";
            }
        }
        return "cannot be reached";
    }

    LogUnavailable unavailable(@Nullable Throwable cause) {
        return unavailable("", cause);
    }

    /** @param more what else there is to say: a sentence after a space, or nothing */
    LogUnavailable unavailable(String more, @Nullable Throwable cause) {
        String message = "The log cannot be used now: Redis " + meaning + "." + more;
        return cause == null ? new LogUnavailable(message) : new LogUnavailable(message, cause);
    }
}
