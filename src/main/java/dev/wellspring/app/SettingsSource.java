package dev.wellspring.app;

import dev.wellspring.mercure.HubAddress;
import dev.wellspring.mercure.Lifetime;
import dev.wellspring.stream.StreamLimits;
import dev.wellspring.web.AllowedOrigins;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the settings from the environment and the system properties, and checks them all before anything is built: an
 * operator who made three mistakes learns of three at once.
 */
final class SettingsSource {

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
        Settings settings = parse(sources);
        List<String> problems = new ArrayList<>();
        check("WELLSPRING_CORS_ORIGINS", () -> AllowedOrigins.of(settings.corsOrigins()), problems);
        check("WELLSPRING_STREAM_BACKLOG_BYTES", () -> new StreamLimits(settings.streamBacklogBytes()), problems);
        check("WELLSPRING_KEYS and the other settings of access", () -> AuthParts.of(settings), problems);
        check("WELLSPRING_RETENTION_…", () -> HubParts.retention(settings), problems);
        check("WELLSPRING_LARGEST_BODY, MOST_… and LONGEST_PATTERN", () -> HubParts.limits(settings), problems);
        check("WELLSPRING_SYNC_INTERVAL", () -> HubParts.sqlite(settings, Path.of("log.db")), problems);
        check(
                "WELLSPRING_SUBSCRIBER_BACKLOG_BYTES",
                () -> requirePositive(settings.subscriberBacklogBytes()),
                problems);
        check(
                "WELLSPRING_WRITE_TIMEOUT",
                () -> requirePositive(settings.writeTimeout().toMillis()),
                problems);
        check("WELLSPRING_HEARTBEAT", () -> requirePositive(settings.heartbeat().toMillis() + 1), problems);
        check("WELLSPRING_LONGEST_CONNECTION", () -> new Lifetime(settings.longestConnection()), problems);
        check("WELLSPRING_HUB_URL", () -> settings.hubUrl().ifPresent(HubAddress::of), problems);
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return settings;
    }

    private static Settings parse(SmallRyeConfigBuilder sources) {
        try {
            SmallRyeConfig config =
                    sources.addDefaultInterceptors().withMapping(Settings.class).build();
            return config.getConfigMapping(Settings.class);
        } catch (ConfigValidationException e) {
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(e.getProblem(i).getMessage());
            }
            throw new InvalidSettings(problems);
        }
    }

    private static void requirePositive(long value) {
        if (value < 1) {
            throw new IllegalArgumentException("it must not be negative, nor zero where nothing would be left.");
        }
    }

    private static void check(String name, Runnable use, List<String> problems) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + e.getMessage());
        }
    }
}
