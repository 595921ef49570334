package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.wellspring.it.Lesson;
import dev.wellspring.it.Nginx;
import dev.wellspring.it.RunningServer;
import dev.wellspring.it.SharedServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page through nginx over HTTP/2: all seven streams at once, received by EventSource and shown as bytes. */
@ExtendWith({SharedServer.class, Chromium.Shared.class})
class SecurePageE2E {

    private static final List<String> FINITE = List.of("basic", "json", "events", "reconnect", "multifield");

    @Test
    void allSevenStreamsAtOnce(RunningServer server, Chromium chromium) {
        try (Nginx nginx = Nginx.inFrontOf(server.tomcatPort());
                Tab tab = chromium.tab(options -> options.setIgnoreHTTPSErrors(true))) {
            tab.open(nginx.secure());
            assertThat(tab.page().locator("[data-protocol]")).hasText("HTTP/2");
            for (Lesson lesson : Lesson.values()) {
                tab.press(name(lesson), "start");
            }
            for (Lesson lesson : Lesson.values()) {
                tab.awaitWire(name(lesson), "open");
            }
            assertThat(tab.page().locator("span[data-connections]")).hasText("14 条连接");
            tab.photograph("http2-all-seven");
            for (String lesson : FINITE) {
                tab.awaitState(lesson, "finished");
            }
            assertThat(tab.page().locator("[data-banner]")).isHidden();
            verifyReceived(tab);
            verifyBytes(tab);
            tab.press("clock", "stop");
            tab.press("heartbeat", "stop");
            assertThat(tab.lines("clock")).hasText("[已停止]");
            tab.awaitState("heartbeat", "closed");
        }
    }

    private static String name(Lesson lesson) {
        return lesson.path().substring("/sse/".length());
    }

    private static void verifyReceived(Tab tab) {
        assertThat(tab.lines("basic").allTextContents())
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "消息 " + i).toList());
        assertThat(tab.lines("json").allTextContents())
                .hasSize(5)
                .last()
                .asString()
                .matches("ID: 4, 消息: 数据项 4, 时间: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(tab.lines("events").allTextContents())
                .containsExactly(
                        "[开始] 开始处理",
                        "[进度] 20% (步骤 1)",
                        "[进度] 40% (步骤 2)",
                        "[进度] 60% (步骤 3)",
                        "[进度] 80% (步骤 4)",
                        "[进度] 100% (步骤 5)",
                        "[完成] 处理完成");
        assertThat(tab.ids()).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(tab.lines("multifield").allTextContents())
                .hasSize(5)
                .last()
                .isEqualTo("消息 ID: 4, 事件: update, 内容:\n第一行数据\n第二行数据\n第三行数据");
        assertThat(tab.lines("heartbeat").allTextContents()).startsWith("消息 0", "消息 1");
        Locator clock = tab.lines("clock");
        assertThat(clock).hasCount(1);
        assertThat(clock.textContent()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    }

    private static void verifyBytes(Tab tab) {
        for (Lesson lesson : List.of(Lesson.BASIC, Lesson.JSON, Lesson.EVENTS, Lesson.MULTIFIELD)) {
            tab.awaitWire(name(lesson), "closed");
            assertThat(tab.bytes(name(lesson))).matches(lesson.body());
        }
        assertThat(tab.bytes("heartbeat")).startsWith("data: 消息 0\n\n");
        assertThat(tab.bytes("clock")).matches(Lesson.CLOCK.body());
        assertThat(tab.lesson("multifield").locator(".wire-line[data-field=id]"))
                .hasCount(5);
        assertThat(tab.lesson("multifield").locator(".wire-line[data-field=event]"))
                .hasCount(5);
        assertThat(tab.lesson("multifield").locator(".wire-line[data-field=data]"))
                .hasCount(15);
        // The bytes end when the server ends the stream, a pause after the last event; here that is one more answer.
        tab.awaitWire("reconnect", "closed");
        tab.awaitVerdict("pass");
    }
}
