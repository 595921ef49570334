package dev.wellspring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import dev.wellspring.it.Checkout;
import dev.wellspring.it.NpmClients;
import dev.wellspring.it.RunningHub;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub heard by a page of another origin, in a real browser: its EventSource with a cookie, and a client from npm. */
@ExtendWith(Chromium.Shared.class)
class HubE2E {

    private static final String TOPIC = "https://example.com/books/1";
    private static final String CUT_BY_THE_NETWORK = "net::ERR_INCOMPLETE_CHUNKED_ENCODING";

    private static HttpServer application;
    private static URI page;
    private static RunningHub hub;
    private static int runs;

    private final int run = runs++;

    @BeforeAll
    static void start() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Checkout.freePort());
        application = SimpleFileServer.createFileServer(
                address, NpmClients.directory().toAbsolutePath(), OutputLevel.NONE);
        application.start();
        URI origin = URI.create("http://localhost:" + address.getPort());
        page = origin.resolve("/page.html");
        hub = RunningHub.forPagesFrom(origin);
    }

    @AfterAll
    static void stop() {
        hub.close();
        application.stop(0);
    }

    private static Tab openPage(Chromium chromium) {
        Tab tab = chromium.tab();
        tab.open(page);
        tab.page().waitForFunction("globalThis.ready");
        return tab;
    }

    private static String subscription(int port) {
        return RunningHub.subscription("localhost", port, TOPIC).toString();
    }

    /** The id that the update with this number of this test gets. */
    private String id(int number) {
        return "urn:hub-e2e:%d:%02d".formatted(run, number);
    }

    private static String data(int number) {
        return "update %02d".formatted(number);
    }

    /** Publishes private updates with these numbers, and returns what a client should be told. */
    private List<String> publish(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> {
                    hub.publish("topic", TOPIC, "data", data(number), "private", "on", "id", id(number), "retry", "50");
                    return id(number) + " " + data(number);
                })
                .toList();
    }

    /** Publishes an update that everybody may hear, and returns what a client should be told. */
    private String publishForEverybody() {
        return hub.publish("topic", TOPIC, "data", "for everybody") + " for everybody";
    }

    /** Waits for the last of them; whatever is missing or doubled before it shows. */
    private static void awaitReceived(Tab tab, List<String> expected) {
        tab.page().waitForFunction("last => received.includes(last)", expected.getLast());
        assertThat((List<?>) tab.page().evaluate("received")).isEqualTo(expected);
    }

    /** What the resumed requests said they had. */
    private static List<String> lastEventIds(CuttingProxy network) {
        return network.requests().stream()
                .filter(request -> request.startsWith("GET "))
                .map(request ->
                        Pattern.compile("(?i)\r\nlast-event-id: (.*)\r\n").matcher(request))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList();
    }

    /** The browser's own, with the cookie that classic clients have. */
    @Nested
    class EventSourceWithCookie {

        private static final boolean WITH_CREDENTIALS = true;

        private static void listen(Tab tab, int port, boolean withCredentials) {
            tab.page()
                    .evaluate(
                            "([hub, withCredentials]) => listenWithEventSource(hub, withCredentials)",
                            List.of(subscription(port), withCredentials));
            tab.page().waitForFunction("opened === 1");
        }

        /** As the application's server would set it. */
        private static void setCookie(Tab tab) {
            tab.context()
                    .addCookies(List.of(new Cookie("mercureAuthorization", hub.subscriberToken(TOPIC))
                            .setDomain("localhost")
                            .setPath("/.well-known/mercure")
                            .setHttpOnly(true)
                            .setSameSite(SameSiteAttribute.STRICT)));
        }

        @Test
        void hearsPrivateUpdates(Chromium chromium) {
            try (Tab tab = openPage(chromium)) {
                setCookie(tab);
                listen(tab, hub.port(), WITH_CREDENTIALS);
                List<String> expected = new ArrayList<>(publish(0, 3));
                expected.add(publishForEverybody());
                awaitReceived(tab, expected);
            }
        }

        @Test
        void withoutTheCookieItHearsOnlyWhatIsForEverybody(Chromium chromium) {
            try (Tab tab = openPage(chromium)) {
                listen(tab, hub.port(), WITH_CREDENTIALS);
                publish(0, 3);
                awaitReceived(tab, List.of(publishForEverybody()));
            }
        }

        @Test
        void withoutCredentialsTheCookieStaysAtHome(Chromium chromium) {
            try (Tab tab = openPage(chromium)) {
                setCookie(tab);
                listen(tab, hub.port(), !WITH_CREDENTIALS);
                publish(0, 3);
                awaitReceived(tab, List.of(publishForEverybody()));
            }
        }

        @Test
        void resumesWithoutGapOrDuplicateAfterCuts(Chromium chromium) {
            try (CuttingProxy network = CuttingProxy.to(hub.port());
                    Tab tab = openPage(chromium)) {
                setCookie(tab);
                // In the middle of the same event, first live, then sent again.
                network.cutAfter("data: " + data(3), 2);
                listen(tab, network.page().getPort(), WITH_CREDENTIALS);
                // What was cut off may take along what the page has not read yet: it has read these.
                List<String> expected = new ArrayList<>(publish(0, 3));
                awaitReceived(tab, expected);
                expected.addAll(publish(3, 22));
                awaitReceived(tab, expected);
                network.cutAfter("data: " + data(22), 1);
                expected.addAll(publish(22, 30));
                awaitReceived(tab, expected);
                assertThat(lastEventIds(network)).containsExactly(id(2), id(2), id(21));
                assertThat(tab.complaintsExpecting(CUT_BY_THE_NETWORK)).hasSize(3);
            }
        }
    }

    /** Made by Microsoft for what the browser's own cannot do: a token in a header, which the hub has to allow first. */
    @Nested
    class FetchEventSource {

        private static void listen(Tab tab, int port, String token) {
            tab.page()
                    .evaluate(
                            "([hub, token]) => listenWithFetchEventSource(hub, token)",
                            List.of(subscription(port), token));
            tab.page().waitForFunction("opened === 1");
        }

        @Test
        void hearsWhatItsTokenGrants(Chromium chromium) {
            try (Tab tab = openPage(chromium)) {
                listen(tab, hub.port(), hub.subscriberToken(TOPIC));
                List<String> expected = new ArrayList<>(publish(0, 3));
                expected.add(publishForEverybody());
                awaitReceived(tab, expected);
            }
        }

        @Test
        void doesNotHearWhatItsTokenDoesNotGrant(Chromium chromium) {
            try (Tab tab = openPage(chromium)) {
                listen(tab, hub.port(), hub.subscriberToken("https://example.com/books/2"));
                publish(0, 3);
                awaitReceived(tab, List.of(publishForEverybody()));
            }
        }

        @Test
        void resumesWithoutGapOrDuplicateAfterCuts(Chromium chromium) {
            try (CuttingProxy network = CuttingProxy.to(hub.port());
                    Tab tab = openPage(chromium)) {
                // In the line of the id, not behind it: this client takes an id for its own before it has the event.
                network.cutAfter("id: " + id(3), 2);
                listen(tab, network.page().getPort(), hub.subscriberToken(TOPIC));
                // What was cut off may take along what the page has not read yet: it has read these.
                List<String> expected = new ArrayList<>(publish(0, 3));
                awaitReceived(tab, expected);
                expected.addAll(publish(3, 22));
                awaitReceived(tab, expected);
                network.cutAfter("data: " + data(22) + "\n\n", 1);
                expected.addAll(publish(22, 30));
                awaitReceived(tab, expected);
                assertThat(lastEventIds(network))
                        .satisfiesExactly(
                                first -> assertThat(first).isEqualTo(id(2)),
                                second -> assertThat(second).isEqualTo(id(2)),
                                third -> assertThat(third)
                                        .as("it may have been cut before it has read 22")
                                        .isIn(id(21), id(22)));
                assertThat(tab.complaintsExpecting(CUT_BY_THE_NETWORK)).hasSize(3);
            }
        }
    }
}
