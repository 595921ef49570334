package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.sun.net.httpserver.HttpServer;
import dev.wellspring.it.RunningServer;
import dev.wellspring.it.SharedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tutorial's own page, as it is printed there (only host and port are others), opened from another origin: whoever has it
 * can use this server in the place of the tutorial's.
 */
@ExtendWith({SharedServer.class, Chromium.Shared.class})
class TutorialPageE2E {

    @Test
    void worksWithThisServer(RunningServer server, Chromium chromium) throws IOException {
        HttpServer elsewhere = serve(page(server.port()));
        try (Tab tab = chromium.tab()) {
            tab.open(URI.create("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/"));
            for (String name : List.of("Basic", "JSON", "Events", "Reconnect", "Clock")) {
                tab.page().locator("button[onclick='start" + name + "SSE()']").click();
            }

            assertThat(output(tab, "events")).containsText("[完成] 处理完成");
            assertThat(lines(tab, "events"))
                    .containsExactly(
                            "[开始] 开始处理",
                            "[进度] 20% (步骤 1)",
                            "[进度] 40% (步骤 2)",
                            "[进度] 60% (步骤 3)",
                            "[进度] 80% (步骤 4)",
                            "[进度] 100% (步骤 5)",
                            "[完成] 处理完成");

            assertThat(output(tab, "json")).containsText("ID: 4, 消息: 数据项 4, 时间: 20");
            assertThat(lines(tab, "json").subList(0, 5))
                    .allSatisfy(line -> assertThat(line)
                            .matches("ID: (\\d), 消息: 数据项 \\1, 时间: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}"));

            assertThat(output(tab, "basic")).containsText("消息 9");
            assertThat(lines(tab, "basic").subList(0, 10))
                    .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "消息 " + i).toList());

            assertThat(tab.page().locator("#clock-output strong").textContent())
                    .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");

            assertThat(output(tab, "reconnect")).containsText("消息 ID: 99, 内容: 消息 99");
            assertThat(lines(tab, "reconnect").subList(0, 100))
                    .isEqualTo(IntStream.range(0, 100)
                            .mapToObj(i -> "消息 ID: " + i + ", 内容: 消息 " + i)
                            .toList());

            for (String name : List.of("Basic", "JSON", "Reconnect", "Clock")) {
                tab.page().locator("button[onclick='stop" + name + "SSE()']").click();
            }
            assertThat(output(tab, "clock")).hasText("[已停止]");
            assertThat(output(tab, "basic")).containsText("[已停止]");
            // This page takes the end of a stream for an error and says so itself. There is nothing else to complain
            // about.
            assertThat(tab.complaintsExpecting("SSE 错误: Event")).isNotEmpty();
        } finally {
            elsewhere.stop(0);
        }
    }

    private static Locator output(Tab tab, String lesson) {
        return tab.page().locator("#" + lesson + "-output");
    }

    private static List<String> lines(Tab tab, String lesson) {
        return output(tab, lesson).innerText().lines().toList();
    }

    private static String page(int port) throws IOException {
        try (InputStream in = TutorialPageE2E.class.getResourceAsStream("tutorial-page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("http://localhost:8000", "http://localhost:" + port);
        }
    }

    private static HttpServer serve(String page) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean found = exchange.getRequestURI().getPath().equals("/");
            byte[] body = found ? page.getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", found ? "text/html" : "image/x-icon");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
