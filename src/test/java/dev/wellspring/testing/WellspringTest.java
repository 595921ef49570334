package dev.wellspring.testing;

import dev.wellspring.app.Settings;
import dev.wellspring.app.Wellspring;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the whole application as it is served, fresh for each test method. */
public abstract class WellspringTest extends ServerTest {

    private final Wellspring wellspring;

    /** With the settings that nobody has touched. */
    protected WellspringTest() {
        this(Map.of());
    }

    /** @param settings by their full names, {@code wellspring.…} */
    protected WellspringTest(Map<String, String> settings) {
        this(new Wellspring(settings(settings)));
    }

    private WellspringTest(Wellspring wellspring) {
        super(wellspring.resources());
        this.wellspring = wellspring;
    }

    private static Settings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 1))
                // What a test publishes is its own, and gone with it.
                .withSources(new PropertiesConfigSource(Map.of("wellspring.log", "memory"), "memory", 0))
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class);
    }

    /** The application that is served. */
    protected final Wellspring wellspring() {
        return wellspring;
    }

    @BeforeEach
    final void startWellspring() {
        wellspring.start();
    }

    @AfterEach
    final void closeWellspring() {
        wellspring.close();
    }
}
