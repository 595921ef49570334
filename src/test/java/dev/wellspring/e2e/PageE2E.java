package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.wellspring.it.Lesson;
import dev.wellspring.it.RunningServer;
import dev.wellspring.it.SharedServer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page over HTTP/1.1, as bin/run serves it, for all kinds of readers. */
@ExtendWith({SharedServer.class, Chromium.Shared.class})
class PageE2E {

    private static final String CJK = "[\\u3400-\\u9fff]";

    /** Text in the page that is meant to be English and has Chinese in it. */
    private static final String CHINESE_LEFT = """
            () => {
              const found = [];
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const own = walker.currentNode.parentElement.closest('[lang], noscript, template, [data-wire], html');
                if (own === document.documentElement && /%s/.test(walker.currentNode.data)) {
                  found.push(walker.currentNode.data);
                }
              }
              return found;
            }
            """.formatted(CJK);

    private static URI direct(RunningServer server) {
        return URI.create("http://localhost:" + server.tomcatPort() + "/");
    }

    @Test
    void threeStreamsAtOnceInBothViews(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            assertThat(tab.page().locator("[data-protocol]")).hasText("HTTP/1.1");
            for (String lesson : List.of("events", "json", "multifield")) {
                tab.press(lesson, "start");
            }
            for (Lesson lesson : List.of(Lesson.EVENTS, Lesson.JSON, Lesson.MULTIFIELD)) {
                String name = lesson.path().substring("/sse/".length());
                tab.awaitState(name, "finished");
                tab.awaitWire(name, "closed");
                assertThat(tab.bytes(name)).matches(lesson.body());
            }
            assertThat(tab.lines("events")).hasCount(7);
            assertThat(tab.lines("json")).hasCount(5);
            assertThat(tab.lines("multifield")).hasCount(5);
            assertThat(tab.page().locator("span[data-connections]")).hasAttribute("data-connections", "0");
            tab.photograph("http1-three-streams");
        }
    }

    @Test
    void theSeventhConnectionOfHttp1IsExplained(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            Locator banner = tab.page().locator("[data-banner]");
            for (String lesson : List.of("clock", "heartbeat", "reconnect")) {
                tab.press(lesson, "start");
                tab.awaitWire(lesson, "open");
            }
            assertThat(banner).isHidden();
            tab.press("basic", "start");
            assertThat(banner).isVisible();
            assertThat(tab.page().locator("span[data-connections]")).hasText("8 / 6 条连接");
            assertThat(tab.lesson("basic").locator("[data-state]")).hasAttribute("data-state", "connecting");
            tab.photograph("http1-out-of-connections");

            banner.locator("[data-action=raw-off]").click();
            tab.awaitState("basic", "open");
            assertThat(banner).isHidden();
            assertThat(tab.page().locator("span[data-connections]")).hasAttribute("data-connections", "4");

            for (String lesson : List.of("json", "events", "multifield")) {
                tab.press(lesson, "start");
            }
            assertThat(banner).isVisible();
            banner.locator("[data-action=stop-all]").click();
            assertThat(banner).isHidden();
            assertThat(tab.page().locator("span[data-connections]")).hasAttribute("data-connections", "0");
        }
    }

    @Test
    void everythingWorksWithTheKeyboardAlone(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            tab.page().keyboard().press("Tab");
            assertThat(tab.page().locator(".skip")).isFocused();
            tab.page().keyboard().press("Enter");

            tabTo(tab, "[data-lesson=clock] [data-action=start]");
            tab.page().keyboard().press("Enter");
            tab.awaitState("clock", "open");
            tab.awaitWire("clock", "open");
            tabTo(tab, "[data-lesson=clock] [data-action=raw]");
            tab.page().keyboard().press("Space");
            tab.awaitWire("clock", "closed");
            tab.awaitState("clock", "open");
            tabBackTo(tab, "[data-lesson=clock] [data-action=stop]");
            tab.page().keyboard().press("Space");
            tab.awaitState("clock", "closed");

            tabBackTo(tab, "[data-language=en]");
            tab.page().keyboard().press("Enter");
            assertThat(tab.page().locator("html")).hasAttribute("lang", "en");
        }
    }

    private static void tabTo(Tab tab, String selector) {
        pressUntilFocused(tab, "Tab", selector);
    }

    private static void tabBackTo(Tab tab, String selector) {
        pressUntilFocused(tab, "Shift+Tab", selector);
    }

    private static void pressUntilFocused(Tab tab, String key, String selector) {
        for (int i = 0; i < 100; i++) {
            tab.page().keyboard().press(key);
            if ((boolean) tab.page().evaluate("selector => document.activeElement.matches(selector)", selector)) {
                String outline = (String) tab.page().evaluate("getComputedStyle(document.activeElement).outlineStyle");
                assertThat(outline).as("the focus can be seen").isNotEqualTo("none");
                return;
            }
        }
        throw new AssertionError("no focus on " + selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh", "en"})
    void onASmallScreenNothingStandsOut(String language, RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab(options -> options.setViewportSize(360, 740))) {
            tab.open(direct(server).resolve("?lang=" + language));
            tab.press("multifield", "start");
            tab.press("json", "start");
            tab.awaitState("json", "finished");
            tab.awaitState("multifield", "finished");
            assertThat((int) tab.page().evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(360);
            tab.photograph("360px-" + language);
        }
    }

    @Test
    void bothLanguagesAreWholeAndTheChoiceIsKept(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            Locator page = tab.page().locator("html");
            Locator heading = tab.page().locator("h1");
            assertThat(page).hasAttribute("lang", "zh-CN");
            assertThat(heading).hasText("Server-Sent Events 示例");
            tab.press("events", "start");
            tab.awaitState("events", "finished");

            tab.page().locator("[data-language=en]").click();
            assertThat(page).hasAttribute("lang", "en");
            assertThat(heading).hasText("Server-Sent Events by example");
            assertThat(tab.page().locator("[data-language=en]")).hasAttribute("aria-pressed", "true");
            assertThat((List<?>) tab.page().evaluate(CHINESE_LEFT)).isEmpty();
            assertThat(tab.lesson("events").locator("[data-state]")).hasText("finished");

            tab.page().reload();
            assertThat(heading).hasText("Server-Sent Events by example");
            tab.photograph("english");
            tab.page().locator("[data-language=zh]").click();
            assertThat(heading).hasText("Server-Sent Events 示例");
        }
    }

    @Test
    void visitorsFromElsewhereAreGreetedInEnglish(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab(options -> options.setLocale("fr-FR"))) {
            tab.open(direct(server));
            assertThat(tab.page().locator("html")).hasAttribute("lang", "en");
            tab.open(direct(server).resolve("?lang=zh"));
            assertThat(tab.page().locator("html")).hasAttribute("lang", "zh-CN");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void theColoursFollowTheSystemAndAreReadable(ColorScheme scheme, RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab(options -> options.setColorScheme(scheme))) {
            tab.open(direct(server));
            double paper = brightness(tab, "backgroundColor");
            double ink = brightness(tab, "color");
            double contrast = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
            assertThat(paper > ink).isEqualTo(scheme == ColorScheme.LIGHT);
            assertThat(contrast).isGreaterThan(7);
            tab.press("events", "start");
            tab.awaitState("events", "finished");
            tab.photograph(scheme.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Relative luminance, as WCAG defines it. */
    private static double brightness(Tab tab, String property) {
        return ((Number) tab.page().evaluate("""
                (property) => {
                  const [r, g, b] = getComputedStyle(document.body)[property].match(/[\\d.]+/g).map((part) => part / 255)
                      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                }
                """, property)).doubleValue();
    }

    @Test
    void scriptsThatAreNotOursDoNotRun(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            Response page = tab.open(direct(server));
            assertThat(page.headerValues("content-security-policy"))
                    .singleElement()
                    .asString()
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
            Object injected = tab.page().evaluate("""
                    () => {
                      const script = document.createElement('script');
                      script.textContent = 'window.injected = true';
                      document.head.append(script);
                      return window.injected ?? 'blocked';
                    }
                    """);
            assertThat(injected).isEqualTo("blocked");
            tab.awaitComplaint("content security policy: script-src-elem inline");
            tab.awaitComplaint("Executing inline script violates the following Content Security Policy directive");
        }
    }

    @Test
    void theCurlLineIsCopied(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab(options -> options.setPermissions(List.of("clipboard-read", "clipboard-write")))) {
            tab.open(direct(server));
            tab.press("basic", "copy");
            assertThat(tab.lesson("basic").locator("[data-action=copy]")).hasText("已复制");
            assertThat(tab.page().evaluate("navigator.clipboard.readText()"))
                    .isEqualTo("curl -N http://localhost:" + server.tomcatPort() + "/sse/basic");
            assertThat(tab.lesson("reconnect").locator("[data-curl]"))
                    .hasText("curl -N -H \"Last-Event-ID: 1\" http://localhost:" + server.tomcatPort()
                            + "/sse/reconnect");
        }
    }

    @Test
    void theTutorialsFunctionsAreThere(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            tab.page().evaluate("startClockSSE()");
            tab.awaitState("clock", "open");
            tab.page().evaluate("stopClockSSE()");
            tab.awaitState("clock", "closed");
            assertThat(tab.lines("clock")).hasText("[已停止]");
            tab.page().evaluate("appendOutput('basic-output', '<b>text</b>')");
            assertThat(tab.lines("basic")).hasText("<b>text</b>");
        }
    }
}
