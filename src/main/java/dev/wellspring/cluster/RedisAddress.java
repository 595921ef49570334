package dev.wellspring.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis or Valkey is, and who we are there.
 *
 * <pre>
 *   redis://[user:password@]host[:6379][/database]
 *   redis+sentinel://[user:password@]host[:26379],…/name-of-the-master[/database]
 *   redis+cluster://[user:password@]host[:6379],…
 * </pre>
 *
 * <p>With {@code rediss} in place of {@code redis} everything goes through TLS. User and password are percent-encoded;
 * the user may be left out.
 *
 * @param topology how the server to write to is found
 * @param hosts where to ask first, at least one
 * @param isSecure whether connections are TLS
 * @param user null for the default user
 * @param password null for none
 * @param master the name that Sentinels know the master by; empty with other topologies
 * @param database the number of the database
 */
public record RedisAddress(
        Topology topology,
        List<Host> hosts,
        boolean isSecure,
        @Nullable String user,
        @Nullable String password,
        String master,
        int database) {

    /** How the server to write to is found. */
    public enum Topology {
        /** There is one. */
        SINGLE,
        /** Sentinels say which one it is. */
        SENTINEL,
        /** The nodes of a Redis Cluster say which of them has our keys. */
        CLUSTER
    }

    /** A name or literal address, and a port. */
    public record Host(String name, int port) {}

    private static final Pattern FORM = Pattern.compile("(redis|rediss)(\\+sentinel|\\+cluster)?://"
            + "(?:([^@/?#]*)@)?" // user and password
            + "([^@/?#]+)" // hosts
            + "(?:/([^@?#]*))?"); // what is there

    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)(?::([0-9]{1,5}))?");

    public RedisAddress {
        hosts = List.copyOf(hosts);
    }

    /** Whether the text is meant to be such an address. */
    public static boolean isMeant(String text) {
        return text.startsWith("redis") && text.contains(":");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says why without repeating any of it
     */
    public static RedisAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("it is an address such as redis://host:6379,"
                    + " redis+sentinel://host1,host2/master or redis+cluster://host1,host2; characters like @ : / ? # in"
                    + " a password are percent-encoded.");
        }
        Topology topology = topology(form.group(2));
        List<String> path = path(form.group(5));
        String database = switch (topology) {
            case SINGLE -> only(path, 0, 1, "a number of a database");
            case SENTINEL -> only(path, 1, 2, "the master's name and at most a number of a database");
            case CLUSTER -> only(path, 0, 0, "nothing, a cluster has one database");
        };
        String credentials = form.group(3);
        return new RedisAddress(
                topology,
                hosts(form.group(4), topology),
                form.group(1).equals("rediss"),
                credentials == null ? null : user(credentials),
                credentials == null ? null : password(credentials),
                topology == Topology.SENTINEL ? decoded(path.getFirst()) : "",
                database(database));
    }

    private static Topology topology(@Nullable String suffix) {
        return suffix == null ? Topology.SINGLE : suffix.equals("+sentinel") ? Topology.SENTINEL : Topology.CLUSTER;
    }

    private static List<String> path(@Nullable String path) {
        return path == null || path.isEmpty() ? List.of() : List.of(path.split("/", -1));
    }

    /** The number of the database in a path that has to have so many parts. */
    private static String only(List<String> path, int least, int most, String what) {
        if (path.size() < least || path.size() > most || path.contains("")) {
            throw new IllegalArgumentException("it has after the hosts and a slash " + what + ".");
        }
        return path.size() > least ? path.getLast() : "0";
    }

    private static List<Host> hosts(String text, Topology topology) {
        List<Host> hosts = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Matcher host = HOST.matcher(one);
            if (!host.matches()) {
                throw new IllegalArgumentException(
                        "it has a host that is not a name or address, or a port that is not a number.");
            }
            hosts.add(new Host(host.group(1).replaceAll("[\\[\\]]", ""), port(host.group(2), topology)));
        }
        if (topology == Topology.SINGLE && hosts.size() > 1) {
            throw new IllegalArgumentException(
                    "it has several hosts, which are Sentinels (redis+sentinel://) or a cluster (redis+cluster://).");
        }
        return hosts;
    }

    private static int port(@Nullable String text, Topology topology) {
        int port = text == null ? (topology == Topology.SENTINEL ? 26_379 : 6_379) : Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("it has a port that is not a number up to 65535.");
        }
        return port;
    }

    private static int database(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("it has a database that is not a number, such as 0.");
        }
        return Integer.parseInt(text);
    }

    private static @Nullable String user(String credentials) {
        String user = credentials.substring(0, colon(credentials));
        return user.isEmpty() ? null : decoded(user);
    }

    private static String password(String credentials) {
        return decoded(credentials.substring(colon(credentials) + 1));
    }

    private static int colon(String credentials) {
        int colon = credentials.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("it has before the @ user:password, or :password for the default user.");
        }
        return colon;
    }

    private static String decoded(String text) {
        try {
            // What follows decodes forms, in which a plus is a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not the decoder's message, which repeats the text.
            throw new IllegalArgumentException("it has a % that is not followed by two hexadecimal digits.");
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return (isSecure ? "rediss " : "redis ") + topology + " " + hosts;
    }
}
