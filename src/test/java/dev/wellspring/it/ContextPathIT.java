package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same WAR under another context path, beside nothing: every address in it is relative. */
class ContextPathIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"#][^\"]*)\"|from '\\./([^']+)'");

    private static TomcatServer tomcat;

    @BeforeAll
    static void deploy() {
        tomcat = TomcatServer.withOurSettings("demo");
    }

    @AfterAll
    static void stop() {
        assertThat(tomcat.troubles()).isEmpty();
        tomcat.close();
    }

    @Test
    void theStreamsAreThere() {
        Map<Lesson, Recording> recordings = new Http1Recorder(tomcat.port()).recordAll("/demo");
        recordings.forEach((lesson, stream) -> assertThat(stream.text()).matches(lesson.body()));
    }

    @Test
    void thePageIsThereWithEverythingItRefersTo() throws IOException {
        String page = get("/demo/");
        assertThat(page).contains("Server-Sent Events 示例");
        List<String> references = references(page);
        assertThat(references).contains("assets/page.css", "assets/page.js", "assets/favicon.svg");
        for (String reference : references) {
            assertThat(reference).doesNotStartWith("/");
            get("/demo/" + reference);
        }
        assertThat(references(get("/demo/assets/page.js")))
                .isNotEmpty()
                .allSatisfy(script -> assertThat(get("/demo/assets/" + script)).contains("@ts-check"));
    }

    @Test
    void theNameWithoutTheSlashLeadsToThePage() throws IOException {
        try (RawHttp.Response answer =
                RawHttp.get("localhost", tomcat.port(), "/demo").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).isEqualTo("/demo/");
        }
    }

    @Test
    void nothingIsAtTheRoot() throws IOException {
        try (RawHttp.Response answer =
                RawHttp.get("localhost", tomcat.port(), "/sse/basic").complete(SOON)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).doesNotContain("Tomcat");
        }
    }

    private static String get(String path) throws IOException {
        try (RawHttp.Response answer =
                RawHttp.get("localhost", tomcat.port(), path).complete(SOON)) {
            assertThat(answer.status()).as(path).isEqualTo(200);
            return answer.text();
        }
    }

    private static List<String> references(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .distinct()
                .toList();
    }
}
