package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.docs.Project;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The log of a Tomcat with the lines in its logging.properties that the page on operations tells to write there. */
class LoggingIT {

    private static final String HUB = "/.well-known/mercure";
    private static final String SECRET_TOPIC = "https://example.com/secret-topic";
    private static final String SECRET_DATA = "secret-data";

    /** The first cell of a row of the page's table. */
    private static final Pattern LINE = Pattern.compile("^\\| `([\\w.]+ = [\\w.]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyLineIsJsonAndTellsOfStreamsAndRequestsWithoutTheirContent() throws IOException {
        try (TomcatServer server = TomcatServer.withOurSettings(
                "ROOT",
                Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED),
                LoggingIT::configure)) {
            String id;
            try (RawHttp.Response stream =
                    authorized("GET", server, HUB + "?topic=" + SECRET_TOPIC).open()) {
                id = publish(server);
                stream.readUntil(SECRET_DATA, Timing.SOON);
            }
            authorized("GET", server, "/sse/basic").complete(Timing.SOON);
            await("the stream is over")
                    .atMost(Timing.SOON)
                    .until(() -> server.output().stream().anyMatch(line -> line.contains("reason=finished")));

            List<String> messages = messages(server);
            assertThat(messages)
                    .anyMatch(line -> line.matches(".*A stream opens.*") && line.contains("address=127.0.0.1"))
                    .anyMatch(line -> line.contains("connection=") && line.contains("reason=finished"))
                    .anySatisfy(line -> assertThat(line)
                            .contains("action=publish", "status=200", "outcome=accepted", "update=" + id)
                            .contains("trace_id=0af7651916cd43dd8448eb211c80319c", "span_id=b7ad6b7169203331"));
            assertThat(server.output())
                    .noneMatch(line -> line.contains(SECRET_TOPIC)
                            || line.contains(SECRET_DATA)
                            || line.contains(DemoToken.classic()));
        }
    }

    /** As an operator would: the lines after what is there, which count. Standard output is not seen, so all is from the other. */
    private static void configure(Path conf) {
        List<String> lines = LINE.matcher(Project.read("docs/operations.md"))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(lines).hasSize(3).anyMatch(line -> line.contains("JsonFormatter"));
        append(conf.resolve("logging.properties"), "\n" + String.join("\n", lines) + "\n");
        append(conf.resolveSibling("bin/setenv.sh"), "\nexec >\"$CATALINA_BASE/logs/standard-output\"\n");
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawHttp authorized(String method, TomcatServer server, String path) {
        return RawHttp.request(method, "127.0.0.1", server.port(), path)
                .header("Authorization", "Bearer " + DemoToken.classic());
    }

    private static String publish(TomcatServer server) throws IOException {
        String form = "private=on&topic=" + HubAt.encoded(SECRET_TOPIC) + "&data=" + SECRET_DATA;
        return authorized("POST", server, HUB)
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .body("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8))
                .complete(Timing.SOON)
                .text();
    }

    /** What the lines say; each is an object of JSON, or this fails. */
    private static List<String> messages(TomcatServer server) {
        return server.output().stream()
                .map(line -> {
                    try (JsonReader reader = Json.createReader(new StringReader(line))) {
                        return reader.readObject();
                    }
                })
                .peek(event -> assertThat(event).containsKeys("time", "level", "class"))
                .map((JsonObject event) -> event.getString("message"))
                .toList();
    }
}
