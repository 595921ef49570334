package dev.wellspring.cluster;

import dev.wellspring.hub.Update;
import dev.wellspring.journal.Retention;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/*
 * An append is several changes: the counter, the stream, the index of ids, what retention takes. A script makes them one,
 * for all updates of the call together, and they are replicated and written to the append-only file together. It runs
 * where the data is, so one round trip keeps as many updates as have gathered.
 *
 * Places must never be given away twice, since a client may hold the id of one. But Redis may come back without the end of
 * what it had: after a crash (what was not synced), after a failover (what was not replicated), with yesterday's snapshot.
 * Then the counter is old, and so is everything by which the loss could be noticed. What is new is the server: its
 * replication id is made at each start and at each promotion. So the script notes with which server the log was written
 * last. On one that is new it leaps: to the time in milliseconds times 1,024, which no log reaches by counting (that would
 * be a million updates a second without a pause), and further if that is behind (a clock). Then what was lost leaves a hole in
 * the places, cursors that point into it are unknown, and the clients that hold them are told. All others go on as if
 * nothing had been.
 *
 * A log whose keys are gone altogether begins a new life, with a new epoch and key of its ids; with places after the time
 * as well, so that replays under way on any node notice that what they were to read next is gone.
 *
 * An answer can be lost. Whoever sends the call again sends its token along, and gets the answer it would have got, since the
 * last token of each writer is kept with its places. And a call can come late: Redis stood still, the writer has given up
 * and told its publishers so. Each call says until when it counts, by the clock of the server.
 */

/** The one way in which the log is written. Safe for use by any thread. */
final class AppendScript {

    private static final String RESOURCE = "append.lua";

    private final LogKeys keys;
    private final Retention retention;
    private final LogView view;
    private final String writer = UUID.randomUUID().toString();
    private final byte[] source;
    private final byte[] digest;
    private final byte[] epoch;
    private final byte[] secret = new byte[16];

    AppendScript(LogKeys keys, Retention retention, LogView view) {
        this.keys = keys;
        this.retention = retention;
        this.view = view;
        this.source = source();
        this.digest = Replies.utf8(HexFormat.of().formatHex(sha1(source)));
        SecureRandom random = new SecureRandom();
        this.epoch = Replies.utf8(Long.toUnsignedString(random.nextLong()));
        random.nextBytes(secret);
    }

    private static byte[] source() {
        try (InputStream in = AppendScript.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The application was packed without " + RESOURCE + ".");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text); // how Redis names scripts
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-1, which every one has to bring.", e);
        }
    }

    /** Discards what retention lets go, begins a life if there is none, and says how the log stands. */
    Standing tidy(Connection connection) {
        return call(connection, "", 0, List.of());
    }

    /**
     * Appends the updates, in this order, at places without a gap between them; or none.
     *
     * @param token the same for each attempt at the same, and never again
     * @param deadline until when, in milliseconds by the clock of the server
     * @return how the log stands afterwards
     */
    Standing append(Connection connection, String token, long deadline, List<Update> updates) {
        return call(connection, token, deadline, updates);
    }

    private Standing call(Connection connection, String token, long deadline, List<Update> updates) {
        Object reply;
        try {
            reply = connection.executeCommand(command(Command.EVALSHA, digest, token, deadline, updates));
        } catch (JedisNoScriptException e) {
            reply = connection.executeCommand(command(Command.EVAL, source, token, deadline, updates));
        }
        Standing standing = Standing.read(reply, view);
        view.learn(standing);
        return standing;
    }

    private CommandArguments command(
            ProtocolCommand command, byte[] script, String token, long deadline, List<Update> updates) {
        CommandArguments arguments = new CommandArguments(command)
                .add(script)
                .add(4)
                .add(keys.life())
                .add(keys.updates())
                .add(keys.ids())
                .add(keys.answer(writer))
                .add(epoch)
                .add(secret)
                .add(token.getBytes(StandardCharsets.UTF_8))
                .add(deadline)
                .add(view.seen())
                .add(retention.updates())
                .add(retention.bytes())
                .add(retention.age().toMillis());
        for (Update update : updates) {
            Entry.arguments(update).forEach(arguments::add);
        }
        return arguments;
    }
}
