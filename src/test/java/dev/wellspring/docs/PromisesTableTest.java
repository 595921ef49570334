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

/** Two tables of the page on operations, what is promised when something breaks and what holds each section, name tests that exist. */
class PromisesTableTest {

    private static final String PAGE = Project.read("docs/operations.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|E2E))`");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        assertThat(tests()).containsAll(named(PAGE));
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> named(String text) {
        return NAMED.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void everyPromiseNamesATest() {
        assertThat(rows("| what breaks | promise | test |"))
                .hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(named(row)).as(row).isNotEmpty());
    }

    @Test
    void everySectionNamesItsTests() {
        List<String> rows = rows("| section | tests |");
        assertThat(rows).allSatisfy(row -> assertThat(named(row)).as(row).isNotEmpty());
        assertThat(rows.stream().map(row -> row.split("\\|", -1)[1].strip()))
                .containsExactlyElementsOf(PAGE.lines()
                        .filter(line -> line.startsWith("## "))
                        .map(line -> line.substring("## ".length()))
                        .takeWhile(section -> !section.startsWith("What is promised"))
                        .toList());
    }

    private static List<String> rows(String head) {
        return PAGE.lines()
                .dropWhile(line -> !line.equals(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
