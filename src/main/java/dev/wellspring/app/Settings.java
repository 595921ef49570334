package dev.wellspring.app;

import dev.wellspring.history.Durability;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator can set, as environment variables {@code WELLSPRING_…} or system properties {@code wellspring.…}.
 *
 * <p>The README has them in a table.
 */
@ConfigMapping(prefix = "wellspring")
public interface Settings {

    /** {@code WELLSPRING_CORS_ORIGINS}: the origins whose pages may read our answers, separated by commas; * is all. */
    @WithDefault("*")
    Set<String> corsOrigins();

    /** {@code WELLSPRING_MODE}: demo has keys that everybody knows, production refuses them. */
    @WithDefault("production")
    Mode mode();

    /** {@code WELLSPRING_DATA}: the directory of what survives a restart. */
    Optional<Path> data();

    /** {@code WELLSPRING_HUB_URL}: the hub's public URL, which modern tokens name as their audience. */
    Optional<String> hubUrl();

    /**
     * {@code WELLSPRING_KEYS__<NAME>__…}: the keys that verify tokens, each under a name of your choice. Without any,
     * nobody publishes.
     */
    Map<String, Key> keys();

    /**
     * {@code WELLSPRING_ANONYMOUS_SUBSCRIBERS}: whether one may subscribe to public updates without a token; by default
     * in demo mode without keys of one's own.
     */
    Optional<Boolean> anonymousSubscribers();

    /** {@code WELLSPRING_PUBLISH_ORIGINS}: the origins whose pages may publish with a cookie, separated by commas. */
    Optional<List<String>> publishOrigins();

    /** {@code WELLSPRING_COOKIE}: the name of the cookie that may carry a token. */
    @WithDefault("__Secure-mercure_access_token")
    String cookie();

    /**
     * {@code WELLSPRING_TOKEN_IN_QUERY}: whether a classic token may be in the query, where logs keep it; by default in
     * demo mode without keys of one's own.
     */
    Optional<Boolean> tokenInQuery();

    /** {@code WELLSPRING_SUBSCRIPTION_EVENTS}: whether subscriptions are announced and listed. */
    @WithDefault("false")
    boolean subscriptionEvents();

    /** {@code WELLSPRING_PRESENCE_LEASE}: how long a node may be silent before the others announce that its subscribers are gone. */
    @WithDefault("PT15S")
    Duration presenceLease();

    /** {@code WELLSPRING_LOG}: where updates are kept, sqlite (on disk), memory, or the address of a Redis or Valkey. */
    @WithDefault("sqlite")
    String log();

    /** {@code WELLSPRING_LOG_NAME}: on Redis, what the log's keys begin with. */
    @WithDefault("wellspring")
    String logName();

    /** {@code WELLSPRING_LOG_TIMEOUT}: on Redis, how long a publish may take before it is refused. */
    @WithDefault("PT1.5S")
    Duration logTimeout();

    /** {@code WELLSPRING_LOG_REPLICAS}: on Redis, how many replicas must have an update before the publisher's answer. */
    @WithDefault("0")
    int logReplicas();

    /** {@code WELLSPRING_DURABILITY}: always (on disk before the 200) or interval. */
    @WithDefault("always")
    Durability durability();

    /** {@code WELLSPRING_SYNC_INTERVAL}: with durability interval, how much time a power cut may cost. */
    @WithDefault("PT1S")
    Duration syncInterval();

    /** {@code WELLSPRING_RETENTION_UPDATES}: how many updates are kept. */
    @WithDefault("1000000")
    long retentionUpdates();

    /** {@code WELLSPRING_RETENTION_BYTES}: how many bytes of updates are kept. */
    @WithDefault("536870912")
    long retentionBytes();

    /** {@code WELLSPRING_RETENTION_AGE}: how long updates are kept. */
    @WithDefault("P7D")
    Duration retentionAge();

    /** {@code WELLSPRING_TRANSPORT}: auto hands connections over where Tomcat allows it, portable never does. */
    @WithDefault("auto")
    Transport transport();

    /** {@code WELLSPRING_WRITE_TIMEOUT}: how long a subscriber may take nothing of what is sent before it is given up. */
    @WithDefault("PT20S")
    Duration writeTimeout();

    /** {@code WELLSPRING_HEARTBEAT}: after how much silence a stream of the hub gets a comment; zero for never. */
    @WithDefault("PT20S")
    Duration heartbeat();

    /** {@code WELLSPRING_LONGEST_CONNECTION}: how long a subscriber may stay before it has to come back. */
    @WithDefault("PT10M")
    Duration longestConnection();

    /** {@code WELLSPRING_DRAIN}: over how long a stop spreads the ends of the streams; zero ends all at once. */
    @WithDefault("PT5S")
    Duration drain();

    /** {@code WELLSPRING_SUBSCRIBER_BACKLOG_BYTES}: how much may wait for a subscriber that reads slowly. */
    @WithDefault("1048576")
    long subscriberBacklogBytes();

    /** {@code WELLSPRING_LARGEST_BODY}: how many bytes a request's body may have. */
    @WithDefault("1048576")
    int largestBody();

    /** {@code WELLSPRING_MOST_TOPICS}: how many topics an update may have. */
    @WithDefault("100")
    int mostTopics();

    /** {@code WELLSPRING_MOST_MATCHERS}: how many matchers a connection may have. */
    @WithDefault("100")
    int mostMatchers();

    /** {@code WELLSPRING_LONGEST_PATTERN}: how many bytes a matcher's pattern may have. */
    @WithDefault("4096")
    int longestPattern();

    /** {@code WELLSPRING_STREAM_BACKLOG_BYTES}: how much may wait for one slow reader before its stream is ended. */
    @WithDefault("65536")
    int streamBacklogBytes();

    /** {@code WELLSPRING_MOST_STREAMS}: how many streams may be open at once; 0 for any number. */
    @WithDefault("18000")
    int mostStreams();

    /** {@code WELLSPRING_MOST_STREAMS_PER_ADDRESS}: how many of them from one address; 0 for any number. */
    @WithDefault("1000")
    int mostStreamsPerAddress();

    /** {@code WELLSPRING_MOST_STREAMS_PER_TOKEN}: how many of them with tokens of one subject; 0 for any number. */
    @WithDefault("0")
    int mostStreamsPerToken();

    /**
     * {@code WELLSPRING_OPERATORS}: the networks from which metrics and health may be asked for, separated by commas; this
     * machine always may.
     */
    @WithDefault("10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7")
    List<String> operators();

    /**
     * One key, or set of keys, that verifies tokens: exactly one of secret, pem, jwks and jwks-url. All of it is text, as
     * it was written: {@link ConfiguredKeys} reads it, and can say of every mistake where it is.
     */
    interface Key {

        /** {@code …__SECRET}: a secret shared with who signs. */
        Optional<String> secret();

        /** {@code …__PEM}: a public key or certificate. */
        Optional<String> pem();

        /** {@code …__JWKS}: a JSON Web Key Set. */
        Optional<String> jwks();

        /** {@code …__JWKS_URL}: where a JSON Web Key Set is fetched from. */
        Optional<String> jwksUrl();

        /** {@code …__ALGORITHM}: the algorithm of a secret or PEM key; HS256 for a secret, by the key for PEM. */
        Optional<String> algorithm();

        /** {@code …__ISSUER}: whose modern tokens it verifies. */
        Optional<String> issuer();

        /** {@code …__CLASSIC}: whether it verifies classic tokens; by default if it has no issuer. */
        Optional<String> classic();

        /** {@code …__ROLES}: whose tokens it verifies, publish or subscribe or both. */
        @WithDefault("publish,subscribe")
        Optional<Set<String>> roles();
    }

    /** How the streams of the hub reach their clients. */
    enum Transport {
        /** The connection leaves its request where that is possible. */
        AUTO,
        /** Every stream stays in its request. */
        PORTABLE
    }

    /** What the application runs for. */
    enum Mode {
        /** For trying it out: everything works at once. */
        DEMO,
        /** For others: nothing works that was not set up. */
        PRODUCTION
    }
}
