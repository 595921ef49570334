package dev.wellspring.topic;

import dev.wellspring.testing.Prerequisite;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The npm package urlpattern-polyfill, asked in one Node process. */
final class UrlPatternOracle {
    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path INSTALLATION = Path.of("target", "url-pattern-oracle");

    /** What a URLPattern is asked. */
    record Question(String pattern, String base, String topic) {
        private String line() {
            return Json.createObjectBuilder()
                            .add("pattern", pattern)
                            .add("base", base)
                            .add("topic", topic)
                            .build()
                    + "\n";
        }
    }

    private UrlPatternOracle() {}

    /** Returns the answer to each question: "match", "no match" or "malformed". Node with npm is a {@link Prerequisite}. */
    static List<String> answers(List<Question> questions) throws IOException, InterruptedException {
        install();
        Path file = Files.createTempFile("questions", ".jsonl");
        try {
            var lines = new ArrayList<String>();
            questions.forEach(question -> lines.add(question.line()));
            Files.writeString(file, String.join("", lines), StandardCharsets.UTF_8);
            Process node = new ProcessBuilder("node", "url-pattern-oracle.js")
                    .directory(INSTALLATION.toFile())
                    .redirectInput(file.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var answers = node.inputReader(StandardCharsets.UTF_8)) {
                return answers.lines().toList();
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.isDirectory(INSTALLATION.resolve("node_modules").resolve("urlpattern-polyfill"))) {
            copySources();
            return;
        }
        copySources();
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(INSTALLATION.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(INSTALLATION.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(2, TimeUnit.MINUTES)) {
                npm.destroy();
                unavailable("npm did not install urlpattern-polyfill within two minutes");
            } else if (npm.exitValue() != 0) {
                unavailable("npm could not install urlpattern-polyfill: "
                        + Files.readString(INSTALLATION.resolve("npm.log")));
            }
        } catch (IOException e) {
            unavailable("Node with npm is not installed: " + e.getMessage());
        }
    }

    private static void copySources() throws IOException {
        Files.createDirectories(INSTALLATION);
        for (String name : List.of("package.json", "package-lock.json", "url-pattern-oracle.js")) {
            Files.copy(SOURCES.resolve(name), INSTALLATION.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void unavailable(String reason) {
        Prerequisite.missing("URL Patterns were not compared with those of urlpattern-polyfill: " + reason);
    }
}
