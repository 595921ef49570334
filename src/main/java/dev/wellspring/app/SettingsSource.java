package dev.wellspring.app;

import dev.wellspring.cluster.RedisAddress;
import dev.wellspring.cluster.RedisLogSettings;
import dev.wellspring.journal.Retention;
import dev.wellspring.mercure.HubAddress;
import dev.wellspring.mercure.Lifetime;
import dev.wellspring.ops.Networks;
import dev.wellspring.stream.AdmissionLimits;
import dev.wellspring.stream.StreamLimits;
import dev.wellspring.topic.url.InvalidUrl;
import dev.wellspring.web.AllowedOrigins;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Reads the settings from the environment and the system properties, and checks them all before anything is built: an
 * operator who made three mistakes learns of three at once.
 */
final class SettingsSource {

    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private SettingsSource() {}

    /**
     * The settings of this process.
     *
     * @throws InvalidSettings if any of them cannot be used
     */
    static Settings read() {
        return read(new SmallRyeConfigBuilder().addDefaultSources());
    }

    static Settings read(SmallRyeConfigBuilder sources) {
        Problems problems = new Problems();
        Settings settings = readable(sources, problems);
        checkStreams(settings, problems);
        checkLog(settings, problems);
        checkRequests(settings, problems);
        checkOperators(settings, problems);
        AuthParts.read(settings, problems);
        settings.hubUrl().ifPresent(url -> problems.check("WELLSPRING_HUB_URL", url, () -> address(url)));
        problems.throwIfAny();
        return settings;
    }

    /** The settings, with the default in place of everything that cannot be read. */
    private static Settings readable(SmallRyeConfigBuilder sources, Problems problems) {
        SmallRyeConfig written = sources.addDefaultInterceptors()
                // We look for unknown names ourselves, and a ${ in a secret is part of the secret.
                .withDefaultValue(SmallRyeConfig.SMALLRYE_CONFIG_MAPPING_VALIDATE_UNKNOWN, "false")
                .withDefaultValue("mp.config.property.expressions.enabled", "false")
                .build();
        Map<String, String> replacements = new WrittenSettings(written, problems).check();
        return sources.withSources(new PropertiesConfigSource(replacements, "replacements", Integer.MAX_VALUE))
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class);
    }

    private static HubAddress address(String url) {
        try {
            return HubAddress.of(url);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException("it is no URL: " + e.getMessage() + ".", e);
        }
    }

    private static void checkStreams(Settings settings, Problems problems) {
        problems.check(
                "WELLSPRING_CORS_ORIGINS",
                String.join(",", settings.corsOrigins()),
                () -> AllowedOrigins.of(settings.corsOrigins()));
        problems.check(
                "WELLSPRING_STREAM_BACKLOG_BYTES",
                settings.streamBacklogBytes(),
                () -> new StreamLimits(settings.streamBacklogBytes()));
        problems.check(
                "WELLSPRING_MOST_STREAMS",
                settings.mostStreams(),
                () -> new AdmissionLimits(settings.mostStreams(), 0, 0));
        problems.check(
                "WELLSPRING_MOST_STREAMS_PER_ADDRESS",
                settings.mostStreamsPerAddress(),
                () -> new AdmissionLimits(0, settings.mostStreamsPerAddress(), 0));
        problems.check(
                "WELLSPRING_MOST_STREAMS_PER_TOKEN",
                settings.mostStreamsPerToken(),
                () -> new AdmissionLimits(0, 0, settings.mostStreamsPerToken()));
        requirePositive("WELLSPRING_SUBSCRIBER_BACKLOG_BYTES", settings.subscriberBacklogBytes(), problems);
        requirePositive("WELLSPRING_WRITE_TIMEOUT", settings.writeTimeout().toMillis(), problems);
        Duration heartbeat = settings.heartbeat();
        if (heartbeat.isNegative()) {
            problems.add("WELLSPRING_HEARTBEAT", heartbeat.toString(), "it is a duration, or PT0S for never.");
        }
        Duration lease = settings.presenceLease();
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            problems.add("WELLSPRING_PRESENCE_LEASE", lease.toString(), "it is a duration of a second or more.");
        }
        Duration drain = settings.drain();
        if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
            problems.add(
                    "WELLSPRING_DRAIN", drain.toString(), "it is at most PT10M, and PT0S ends all streams at once.");
        }
        problems.check(
                "WELLSPRING_LONGEST_CONNECTION",
                settings.longestConnection(),
                () -> new Lifetime(settings.longestConnection()));
    }

    private static void checkLog(Settings settings, Problems problems) {
        problems.checkSecret("WELLSPRING_LOG", () -> LogPlace.of(settings.log()));
        RedisAddress any = RedisAddress.parse("redis://localhost");
        problems.check("WELLSPRING_LOG_NAME", settings.logName(), () -> RedisLogSettings.of(any, settings.logName()));
        RedisLogSettings usual = RedisLogSettings.of(any, "wellspring");
        problems.check("WELLSPRING_LOG_TIMEOUT", settings.logTimeout(), () -> usual.within(settings.logTimeout()));
        problems.check("WELLSPRING_LOG_REPLICAS", settings.logReplicas(), () -> usual.on(settings.logReplicas()));
        checkRetention(settings, problems);
    }

    private static void checkRetention(Settings settings, Problems problems) {
        Retention usual = Retention.DEFAULT;
        problems.check(
                "WELLSPRING_RETENTION_UPDATES",
                settings.retentionUpdates(),
                () -> new Retention(settings.retentionUpdates(), usual.bytes(), usual.age()));
        problems.check(
                "WELLSPRING_RETENTION_BYTES",
                settings.retentionBytes(),
                () -> new Retention(usual.updates(), settings.retentionBytes(), usual.age()));
        problems.check(
                "WELLSPRING_RETENTION_AGE",
                settings.retentionAge(),
                () -> new Retention(usual.updates(), usual.bytes(), settings.retentionAge()));
        problems.check(
                "WELLSPRING_SYNC_INTERVAL",
                settings.syncInterval(),
                () -> HubParts.sqlite(settings, Path.of("log.db"), usual));
    }

    private static void checkRequests(Settings settings, Problems problems) {
        requirePositive("WELLSPRING_LARGEST_BODY", settings.largestBody(), problems);
        requirePositive("WELLSPRING_MOST_TOPICS", settings.mostTopics(), problems);
        requirePositive("WELLSPRING_MOST_MATCHERS", settings.mostMatchers(), problems);
        requirePositive("WELLSPRING_LONGEST_PATTERN", settings.longestPattern(), problems);
    }

    private static void checkOperators(Settings settings, Problems problems) {
        problems.check(
                "WELLSPRING_OPERATORS",
                String.join(",", settings.operators()),
                () -> Networks.of(settings.operators()));
    }

    private static void requirePositive(String variable, long value, Problems problems) {
        if (value < 1) {
            problems.add(variable, String.valueOf(value), "it is at least 1.");
        }
    }
}
