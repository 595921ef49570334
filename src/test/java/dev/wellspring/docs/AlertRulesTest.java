package dev.wellspring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.Prerequisite;
import dev.wellspring.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus itself says of our files, and when the alerts fire. Its promtool is a {@link Prerequisite}. */
class AlertRulesTest {

    @BeforeAll
    static void needsPromtool() {
        Prerequisite.require(
                SmallDisk.run("promtool", "--version"),
                "The alerts were not played: promtool is not installed, bin/test says how to install it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check config prometheus.yml", "check rules alerts.yml", "test rules alerts.test.yml"})
    void prometheusIsContent(String words) throws IOException, InterruptedException {
        assertContent(words, Path.of("monitoring"));
    }

    /** With the lines that the page on operations tells to add. */
    @Test
    void andWithAnAlertmanager(@TempDir Path copy) throws IOException, InterruptedException {
        String alerting = Project.block("docs/operations.md", "alerting:");
        Files.writeString(copy.resolve("prometheus.yml"), Project.read("monitoring/prometheus.yml") + alerting);
        Files.writeString(copy.resolve("alerts.yml"), Project.read("monitoring/alerts.yml"));
        assertContent("check config prometheus.yml", copy);
    }

    private static void assertContent(String words, Path where) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words.split(" ", -1)));
        Process promtool = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
