package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.wellspring.it.RunningServer;
import dev.wellspring.it.SharedServer;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Going on after a loss, in a real browser: the page's own cut, a broken network, a reload. */
@ExtendWith({SharedServer.class, Chromium.Shared.class})
class ResumeE2E {

    private static final String CUT_BY_THE_NETWORK = "net::ERR_INCOMPLETE_CHUNKED_ENCODING";

    private static URI direct(RunningServer server) {
        return URI.create("http://localhost:" + server.tomcatPort() + "/");
    }

    @Test
    void theConnectionThePageCutsIsResumedWithoutGapOrDuplicate(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            Locator cut = tab.lesson("reconnect").locator("[data-action=cut]");
            assertThat(cut).hasAttribute("aria-disabled", "true");
            tab.press("reconnect", "start");
            tab.awaitWire("reconnect", "open");
            tab.awaitId(10);
            tab.press("reconnect", "cut");
            tab.awaitWire("reconnect", "reconnecting");
            tab.awaitVerdict("pass");
            Locator resuming = tab.lesson("reconnect").locator("[data-resuming]");
            assertThat(resuming).hasCount(1);
            assertThat(resuming.textContent().strip()).matches("→ Last-Event-ID: \\d+");
            tab.photograph("reconnect-resumed");
            tab.awaitState("reconnect", "finished");
            assertThat(tab.ids()).isEqualTo(upTo(99));
            tab.awaitWire("reconnect", "closed");
            tab.awaitVerdict("pass");
            assertThat(tab.lesson("reconnect").locator("[data-remark=finished]"))
                    .hasCount(1);
        }
    }

    @Test
    void aConnectionCutInTheMiddleOfAnEventIsResumedByTheBrowserItself(RunningServer server, Chromium chromium) {
        try (CuttingProxy network = CuttingProxy.to(server.tomcatPort());
                Tab tab = chromium.tab()) {
            // One connection of EventSource, one of fetch: both lose the event they were just receiving.
            network.cutAfter("id: 30\nda", 2);
            tab.open(network.page());
            tab.press("reconnect", "start");
            tab.awaitState("reconnect", "reconnecting");
            assertThat(tab.ids()).isEqualTo(upTo(29));
            tab.awaitVerdict("pass");
            tab.awaitId(40);
            List<Integer> ids = tab.ids();
            assertThat(ids).isEqualTo(upTo(ids.getLast()));
            assertThat(tab.lines("reconnect").filter(new Locator.FilterOptions().setHasText("[连接断开，3秒后自动重连...]")))
                    .hasCount(1);
            assertThat(tab.lesson("reconnect").locator("[data-remark=discarded]"))
                    .hasCount(1);
            List<String> resuming = network.requests().stream()
                    .filter(request -> request.startsWith("GET /sse/reconnect") && request.contains("Last-Event-ID"))
                    .toList();
            assertThat(resuming)
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request).containsOnlyOnce("\r\nLast-Event-ID: 29\r\n"));
            assertThat(tab.complaintsExpecting(CUT_BY_THE_NETWORK)).hasSize(2);
            tab.press("reconnect", "stop");
        }
    }

    @Test
    void aReloadGoesOnAfterTheLastId(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            tab.press("reconnect", "start");
            tab.awaitId(15);
            tab.page()
                    .evaluate("addEventListener('pagehide', () => sessionStorage.setItem('seen',"
                            + " document.querySelector('#reconnect-output').lastElementChild.textContent))");
            tab.page().reload();
            String seen = (String) tab.page().evaluate("sessionStorage.getItem('seen')");
            int last = Integer.parseInt(seen.replaceAll("消息 ID: (\\d+),.*", "$1"));
            assertThat(last).isGreaterThanOrEqualTo(15);
            tab.awaitState("reconnect", "open");
            tab.awaitId(last + 10);
            assertThat(tab.ids()).startsWith(last + 1, last + 2);
            assertThat(tab.lesson("reconnect").locator("[data-position]"))
                    .hasText("接着 ID " + last + " 之后：sse/reconnect?lastEventId=" + last);
            tab.awaitState("reconnect", "finished");
            assertThat(tab.ids())
                    .isEqualTo(IntStream.rangeClosed(last + 1, 99).boxed().toList());
        }
    }

    @Test
    void stoppingKeepsThePlaceAndFromTheBeginningForgetsIt(RunningServer server, Chromium chromium) {
        try (Tab tab = chromium.tab()) {
            tab.open(direct(server));
            tab.press("reconnect", "start");
            tab.awaitId(5);
            tab.press("reconnect", "stop");
            tab.awaitState("reconnect", "closed");
            int last = tab.ids().getLast();
            tab.page().reload();
            tab.awaitState("reconnect", "closed");
            tab.press("reconnect", "start");
            tab.awaitId(last + 1);
            assertThat(tab.ids().getFirst()).isEqualTo(last + 1);
            tab.press("reconnect", "restart");
            tab.awaitId(0);
            assertThat(tab.ids()).startsWith(0);
            tab.press("reconnect", "stop");
        }
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(0, last).boxed().toList();
    }
}
