package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model in SECURITY.md: each threat names what stops it and a test that there is. */
class ThreatTableTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|E2E))`");
    private static final int FEWEST = 30;

    @Test
    void everyThreatNamesTestsThatExist() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            there = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> threats = Project.read("SECURITY.md")
                .lines()
                .dropWhile(line -> !line.startsWith("| threat |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
        assertThat(threats).hasSizeGreaterThan(FEWEST).allSatisfy(line -> {
            String[] cells = line.split("\\|", -1);
            assertThat(cells).as("cells of %s", line).hasSize(5);
            assertThat(cells[2]).as("what stops %s", cells[1]).isNotBlank();
            assertThat(NAMED.matcher(cells[3]).results().map(named -> named.group(1)))
                    .as("tests of %s", cells[1])
                    .isNotEmpty()
                    .allMatch(there::contains);
        });
    }
}
