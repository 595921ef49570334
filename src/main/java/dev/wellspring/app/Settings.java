package dev.wellspring.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
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

    /** {@code WELLSPRING_STREAM_BACKLOG_BYTES}: how much may wait for one slow reader before its stream is ended. */
    @WithDefault("65536")
    int streamBacklogBytes();

    /** What the application runs for. */
    enum Mode {
        /** For trying it out: everything works at once. */
        DEMO,
        /** For others: nothing works that was not set up. */
        PRODUCTION
    }
}
