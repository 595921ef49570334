package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The table of conformance names cases that exist, every case of the contract, and in each row a case or a reason. */
class ConformanceTableTest {

    private static final String PAGE = Project.read("docs/conformance.md");
    private static final String ROOT = "dev.wellspring.";
    private static final String CONTRACT = "mercure.contract.";

    /** A case: its room, unless it is the contract; its class, with the one around it; its method. */
    private static final Pattern CASE = Pattern.compile("`((?:[a-z]+\\.)*)([A-Z]\\w*(?:\\.[A-Z]\\w*)?)#(\\w+)`");

    private static Set<String> named() {
        Set<String> named = new TreeSet<>();
        CASE.matcher(PAGE)
                .results()
                .forEach(it -> named.add((it.group(1).isEmpty() ? CONTRACT : it.group(1))
                        + it.group(2).replace('.', '$') + "#" + it.group(3)));
        return named;
    }

    private static Set<String> existing(String folder) throws IOException {
        Path classes = Path.of("target/test-classes");
        try (Stream<Path> files = Files.walk(classes.resolve(folder))) {
            Set<String> cases = new TreeSet<>();
            files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> methods(name)
                            .filter(it -> AnnotationSupport.isAnnotated(it, Testable.class))
                            .forEach(it -> cases.add(name.substring(ROOT.length()) + "#" + it.getName())));
            return cases;
        }
    }

    private static Stream<Method> methods(String className) {
        try {
            return Arrays.stream(Class.forName(className, false, ConformanceTableTest.class.getClassLoader())
                    .getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyCaseExists() throws IOException {
        assertThat(named()).isNotEmpty();
        Set<String> existing = existing("dev/wellspring");
        assertThat(named()).isSubsetOf(existing);
    }

    @Test
    void everyCaseOfTheContractIsNamed() throws IOException {
        assertThat(named()).containsAll(existing("dev/wellspring/mercure/contract"));
    }

    @Test
    void everyRowHasACaseOrAReason() {
        List<String[]> rows = PAGE.lines()
                .filter(line -> line.matches("\\| [ABC][0-9.]* \\|.*"))
                .map(line -> line.substring(1, line.length() - 1).split("\\|", -1))
                .toList();
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> {
            assertThat(row).hasSize(4);
            assertThat(row[1].strip()).matches("|MUST|MUST NOT|SHOULD|MAY");
            assertThat(row[2]).isNotBlank();
            assertThat(row[3].strip()).matches("(`|none|the same|all of them).*");
        });
    }
}
