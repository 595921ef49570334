package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A filter of the operator's in front that lets no request become asynchronous: said in the answer's status and in the log. */
class FilterInFrontIT {

    @Test
    void noStreamBeginsThatCouldNotGoOn() throws IOException {
        try (TomcatServer server = TomcatServer.withOurSettings(
                "ROOT",
                Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED),
                FilterInFrontIT::addFilter)) {
            for (String stream : new String[] {"/sse/basic", "/.well-known/mercure?topic=a"}) {
                RawHttp.Response answer =
                        RawHttp.get("127.0.0.1", server.port(), stream).complete(Timing.SOON);
                assertThat(answer.status()).as(stream).isEqualTo(500);
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.text()).doesNotContain("Exception", "async");
            }
            assertThat(server.output()).anyMatch(line -> line.contains("<async-supported>true</async-supported>"));
            assertThat(RawHttp.get("127.0.0.1", server.port(), "/health/ready")
                            .complete(Timing.SOON)
                            .status())
                    .as("everything else works")
                    .isEqualTo(200);
        }
    }

    private static void addFilter(Path conf) {
        Checkout.edit(conf.resolve("web.xml"), "</web-app>", """
                  <filter>
                    <filter-name>in-front</filter-name>
                    <filter-class>org.apache.catalina.filters.AddDefaultCharsetFilter</filter-class>
                  </filter>
                  <filter-mapping>
                    <filter-name>in-front</filter-name>
                    <url-pattern>/*</url-pattern>
                  </filter-mapping>
                </web-app>
                """);
    }
}
