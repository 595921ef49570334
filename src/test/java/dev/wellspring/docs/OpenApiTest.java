package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description of the interface names every address and method there is, and no other. */
class OpenApiTest {

    private static final String CLASSES = "target/classes/";

    /** The description is written with two spaces a level: a path is on the first level, a method on the second. */
    private static final Pattern PATH_OR_METHOD = Pattern.compile("^ {2}(/\\S*):$|^ {4}(get|post|put|patch|delete):$");

    @Test
    void describes_what_the_resources_serve() throws IOException {
        assertThat(described()).isEqualTo(served());
    }

    private static SortedSet<String> described() {
        var described = new TreeSet<String>();
        String path = "";
        for (String line : Project.read("openapi.yaml").lines().toList()) {
            Matcher found = PATH_OR_METHOD.matcher(line);
            if (found.matches() && found.group(1) != null) {
                path = found.group(1);
            } else if (found.matches()) {
                described.add(found.group(2).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        return described;
    }

    private static SortedSet<String> served() throws IOException {
        var served = new TreeSet<String>();
        for (String room : List.of("tutorial", "mercure", "ops")) {
            for (Class<?> type : classesIn(room)) {
                if (type.isAnnotationPresent(Path.class)) {
                    String path = "/" + type.getAnnotation(Path.class).value();
                    Arrays.stream(type.getDeclaredMethods())
                            .flatMap(method -> operation(path, method))
                            .forEach(served::add);
                }
            }
        }
        return served;
    }

    private static Stream<String> operation(String path, Method method) {
        Path below = method.getAnnotation(Path.class);
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                // OpenAPI 3.1 cannot describe it; a comment and the description of GET do.
                .filter(name -> !name.equals("QUERY"))
                .map(name -> name + " " + path + (below == null ? "" : "/" + below.value()));
    }

    private static List<Class<?>> classesIn(String room) throws IOException {
        java.nio.file.Path classes = java.nio.file.Path.of(CLASSES);
        try (Stream<java.nio.file.Path> files = Files.list(classes.resolve("dev/wellspring/" + room))) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .<Class<?>>map(name -> load(name.replace(".class", "").replace('/', '.')))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, OpenApiTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
