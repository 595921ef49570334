package dev.wellspring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class PrerequisiteTest {

    private static final String SENTENCE = "There is no tea.";

    /** Every way that JUnit and AssertJ have to leave a test out. */
    private static final Pattern SKIPS =
            Pattern.compile("\\.api\\.(?:Assumptions|Disabled|condition)\\b|TestAbortedException|AssumptionViolated");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "false"})
    void whatIsMissingSkipsATest(String ci) {
        assertThatThrownBy(() -> Prerequisite.missing(SENTENCE, ci))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining(SENTENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1"})
    void andFailsItInContinuousIntegration(String ci) {
        assertThatThrownBy(() -> Prerequisite.missing(SENTENCE, ci))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(SENTENCE);
    }

    @Test
    void noTestIsSkippedInAnotherWay() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> skipping = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> SKIPS.matcher(read(file)).find())
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(skipping).containsExactly("Prerequisite.java", "PrerequisiteTest.java");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
