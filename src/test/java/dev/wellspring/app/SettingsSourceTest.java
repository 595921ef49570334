package dev.wellspring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsSourceTest {

    @Test
    void withoutSettingsEveryOriginMayReadAndAFairBacklogIsKept() {
        Settings settings = read(Map.of());
        assertThat(settings.corsOrigins()).containsExactly("*");
        assertThat(settings.streamBacklogBytes()).isEqualTo(65_536);
        assertThat(settings.mode()).as("safe by default").isEqualTo(Settings.Mode.PRODUCTION);
        assertThat(settings.data()).isEmpty();
    }

    @Test
    void theEnvironmentIsReadByTheNamesOfTheReadme() {
        Settings settings = SettingsSource.read(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(
                        Map.of(
                                "WELLSPRING_CORS_ORIGINS", "https://a.example,https://b.example",
                                "WELLSPRING_STREAM_BACKLOG_BYTES", "1000",
                                "WELLSPRING_MODE", "demo"),
                        300)));
        assertThat(settings.corsOrigins()).containsExactlyInAnyOrder("https://a.example", "https://b.example");
        assertThat(settings.streamBacklogBytes()).isEqualTo(1000);
        assertThat(settings.mode()).isEqualTo(Settings.Mode.DEMO);
    }

    @Test
    void whatCannotBeUsedIsNamedAsTheOperatorWroteIt() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of("wellspring.cors-origins", "example.com/path")))
                .withMessageContainingAll("WELLSPRING_CORS_ORIGINS", "example.com/path");
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of("wellspring.stream-backlog-bytes", "0")))
                .withMessageContaining("WELLSPRING_STREAM_BACKLOG_BYTES");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of(
                        "wellspring.cors-origins", "nonsense",
                        "wellspring.stream-backlog-bytes", "-5")))
                .withMessageContainingAll("WELLSPRING_CORS_ORIGINS", "WELLSPRING_STREAM_BACKLOG_BYTES");
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> read(Map.of(
                        "wellspring.mode", "nonsense",
                        "wellspring.stream-backlog-bytes", "many")))
                .withMessageContainingAll("mode", "stream-backlog-bytes");
    }

    private static Settings read(Map<String, String> properties) {
        return SettingsSource.read(
                new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 0)));
    }
}
