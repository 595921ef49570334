package dev.wellspring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on scaling has the figures of the model, which takes its costs from what was measured. */
class ScalingTest {

    private static final String BEGIN = "<!-- bench/scaling -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void thePageHasWhatTheModelPrints() throws IOException, InterruptedException {
        String page = Project.read("docs/scaling.md");
        assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))
                        .strip())
                .as("run bench/scaling, and put what it prints between the two comments")
                .isEqualTo(printed().strip());
    }

    private static String printed() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process model = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "bench/Scaling.java", "bench/results")
                .redirectErrorStream(true)
                .start();
        String printed = new String(model.getInputStream().readAllBytes(), UTF_8);
        assertThat(model.waitFor()).as(printed).isZero();
        return printed;
    }
}
