package dev.wellspring.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/**
 * What an operator can set, as environment variables {@code WELLSPRING_…} or system properties {@code wellspring.…}.
 *
 * <p>The README has them in a table.
 */
@ConfigMapping(prefix = "wellspring")
public interface Settings {

    /** {@code WELLSPRING_CORS_ORIGINS}: the origins whose pages may read our answers, separated by commas, or *. */
    @WithDefault("*")
    Set<String> corsOrigins();

    /** {@code WELLSPRING_STREAM_BACKLOG_BYTES}: how much may wait for one slow reader before its stream is ended. */
    @WithDefault("65536")
    int streamBacklogBytes();
}
