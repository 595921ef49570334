package dev.wellspring.web;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cross-origin answers when the operator has listed the origins. */
class CorsAllowListTest extends WellspringTest {

    CorsAllowListTest() {
        super(Map.of("wellspring.cors-origins", "https://a.example,https://b.example:8443"));
    }

    @Test
    void listedOriginsAreEchoed() throws IOException {
        for (String origin : List.of("https://a.example", "https://b.example:8443")) {
            try (RawHttp.Response answer =
                    get("/sse/basic").header("Origin", origin).open()) {
                assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(origin);
                assertThat(answer.headers("Access-Control-Allow-Credentials")).containsExactly("true");
            }
        }
    }

    @Test
    void othersGetNothingThoughTheyLookAlike() throws IOException {
        for (String origin : List.of(
                "https://c.example",
                "http://a.example",
                "https://a.example:8443",
                "https://a.example.evil.example",
                "https://evila.example",
                "null",
                "*")) {
            try (RawHttp.Response answer =
                    get("/sse/basic").header("Origin", origin).open()) {
                assertThat(answer.headerLines()).as(origin).noneMatch(line -> line.startsWith("Access-Control-"));
                assertThat(answer.headers("Vary")).contains("Origin");
            }
            try (RawHttp.Response answer = request("OPTIONS", "/sse/basic")
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", "GET")
                    .complete(SOON)) {
                assertThat(answer.headerLines()).as(origin).noneMatch(line -> line.startsWith("Access-Control-"));
            }
        }
    }
}
