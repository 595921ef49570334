package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.wellspring.it.Checkout;
import dev.wellspring.it.Nginx;
import dev.wellspring.it.RunningServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The doctor, in a real browser: content with nginx as it is shipped, and right about an nginx that was spoilt on purpose.
 *
 * <p>An examination is silence for the most part, so all are begun before the first test, each in a tab and with an nginx
 * of its own, and every test waits for the end of its own.
 */
@ExtendWith(Chromium.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorE2E {

    /** Where it is about silence: longer than a proxy's patience, and than how late the doctor lets a heartbeat be. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** Where it is about anything else, so that the two that are waited for are soon there. */
    private static final Duration SHORT_HEARTBEAT = Duration.ofSeconds(1);

    private static final List<String> CHECKS = List.of(
            "buffering",
            "compression",
            "protocol",
            "connections",
            "lastEventId",
            "caching",
            "cors",
            "cookies",
            "address",
            "clock",
            "silence",
            "survival",
            "hub");

    private static final List<AutoCloseable> open = new ArrayList<>();

    private static RunningServer server;
    private static Examination buffering;
    private static Examination forgetfulOfTheHub;
    private static Examination impatient;
    private static Examination asShipped;
    private static Examination forWhoeverHelps;
    private static Examination compressing;
    private static Examination withoutHttp2;
    private static Examination meddling;
    private static Examination withAWrongClock;
    private static Examination ofAClosedHub;

    /** Begins them, those first that take longest. */
    @BeforeAll
    static void begin(Chromium chromium) {
        server = kept(RunningServer.withHeartbeat(HEARTBEAT));
        int quick = kept(RunningServer.withHeartbeat(SHORT_HEARTBEAT)).port();

        buffering = Examination.behind(Nginx.inFrontOf(server.port(), DoctorE2E::buffer), trusting(chromium))
                .begin();
        forgetfulOfTheHub = Examination.behind(
                        spoilt(
                                server.port(),
                                "streams.conf",
                                "location = /.well-known/mercure {\n    include stream.conf;",
                                "location = /.well-known/mercure {\n    include proxy.conf;\n    proxy_read_timeout 3s;"),
                        trusting(chromium))
                .begin();
        impatient = Examination.behind(
                        spoilt(server.port(), "stream.conf", "proxy_read_timeout 75s;", "proxy_read_timeout 3s;"),
                        trusting(chromium))
                .begin();
        asShipped = Examination.behind(
                        Nginx.inFrontOf(quick),
                        chromium.tab(
                                options -> options.setIgnoreHTTPSErrors(true).setViewportSize(360, 740)))
                .begin();
        forWhoeverHelps = Examination.behind(Nginx.inFrontOf(quick), trusting(chromium));
        forWhoeverHelps.tab.page().locator("[data-doctor-page]").fill("https://app.example");
        forWhoeverHelps.begin();
        compressing = Examination.behind(
                        spoilt(
                                quick,
                                "stream.conf",
                                "\ngzip off;",
                                "\ngzip on;\ngzip_types text/event-stream;\ngzip_proxied any;"),
                        trusting(chromium))
                .begin();
        Nginx plain = Nginx.inFrontOf(quick);
        withoutHttp2 = Examination.at(URI.create("http://localhost:" + plain.port() + "/"), plain, chromium.tab())
                .begin();
        meddling = Examination.behind(Nginx.inFrontOf(quick, DoctorE2E::meddle), trusting(chromium))
                .begin();
        Tab slow = trusting(chromium);
        slow.page().addInitScript("Date.now = ((real) => () => real() - 60_000)(Date.now.bind(Date))");
        withAWrongClock = Examination.behind(Nginx.inFrontOf(quick), slow).begin();
        int closed = kept(RunningServer.inProduction(SHORT_HEARTBEAT)).port();
        ofAClosedHub =
                Examination.behind(Nginx.inFrontOf(closed), trusting(chromium)).begin();
    }

    private static RunningServer kept(RunningServer server) {
        open.add(server);
        return server;
    }

    /** Also what no test has asked for, because it was not run. */
    @AfterAll
    static void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /** The page in a tab, which examines the nginx that it came through. */
    private static final class Examination implements AutoCloseable {

        private final Nginx nginx;
        private final Tab tab;
        private boolean closed;

        private Examination(Nginx nginx, Tab tab) {
            this.nginx = nginx;
            this.tab = tab;
        }

        /** By HTTP/2. */
        static Examination behind(Nginx nginx, Tab tab) {
            return at(nginx.secure(), nginx, tab);
        }

        static Examination at(URI deployment, Nginx nginx, Tab tab) {
            Examination examination = new Examination(nginx, tab);
            open.add(examination);
            tab.open(deployment.resolve("doctor.html"));
            return examination;
        }

        /** Presses the button, and does not wait. */
        Examination begin() {
            tab.page().locator("[data-action=start]").click();
            return this;
        }

        /** Waits for the end. */
        Findings findings() {
            assertThat(tab.page().locator("[data-doctor]"))
                    .hasAttribute(
                            "data-doctor", "done", new LocatorAssertions.HasAttributeOptions().setTimeout(60_000));
            return new Findings(tab);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                try (nginx) {
                    tab.close();
                }
            }
        }
    }

    /** What the page shows at its end. */
    private static final class Findings {

        private final Tab tab;

        private Findings(Tab tab) {
            this.tab = tab;
        }

        /** The names of those of a severity. */
        @SuppressWarnings("unchecked")
        List<String> of(String severity) {
            return (List<String>) tab.page()
                    .locator("[data-severity=" + severity + "]")
                    .evaluateAll("all => all.map((one) => one.dataset.finding)");
        }

        /** What a finding says, and the lines that it gives, each with where it belongs. */
        void verify(String check, String severity, String says, String... remedies) {
            Locator finding = tab.page().locator("[data-finding=" + check + "]");
            assertThat(finding).hasAttribute("data-severity", severity);
            assertThat(finding).hasAttribute("data-says", says);
            assertThat(
                            (List<?>)
                                    finding.locator("[data-remedy]")
                                            .evaluateAll(
                                                    "all => all.map((one) => `${one.dataset.remedy} ${one.querySelector('code').textContent}`)"))
                    .as("remedies of %s", check)
                    .isEqualTo(List.of(remedies));
        }

        String text(String check) {
            return tab.page()
                    .locator("[data-finding=" + check + "] .finding-says")
                    .textContent();
        }
    }

    private static Nginx spoilt(int port, String file, String piece, String by) {
        return Nginx.inFrontOf(port, conf -> Checkout.edit(conf.resolve(file), piece, by));
    }

    private static Tab trusting(Chromium chromium) {
        return chromium.tab(options -> options.setIgnoreHTTPSErrors(true));
    }

    @Test
    void withNginxAsItIsShippedEverythingIsGood() {
        try (Examination examination = asShipped) {
            Findings findings = examination.findings();
            Tab tab = examination.tab;
            assertThat(findings.of("good")).isEqualTo(CHECKS);
            assertThat(tab.page().locator("[data-finding]")).hasCount(CHECKS.size());
            assertThat(tab.page().locator("[data-remedy]")).hasCount(0);
            assertThat(tab.context().cookies())
                    .as("the cookie that came back")
                    .singleElement()
                    .satisfies(cookie ->
                            assertThat(cookie.secure && cookie.httpOnly).isTrue());
            assertThat(tab.page().locator("[data-verdict]")).hasText("13 项检查全部正常。");

            tab.page().locator("[data-language=en]").click();
            assertThat(tab.page().locator("h1")).hasText("The doctor");
            assertThat(tab.page().locator("[data-verdict]")).hasText("All 13 checks are good.");
            assertThat(tab.page().locator("main").innerText()).doesNotContainPattern("[\\u3400-\\u9fff]");
            assertThat((int) tab.page().evaluate("document.documentElement.scrollWidth"))
                    .as("nothing stands out on a small screen")
                    .isLessThanOrEqualTo(360);
            tab.photograph("doctor-good");
        }
    }

    @Test
    void theReportIsJsonForWhoeverHelps() {
        try (Examination examination = forWhoeverHelps) {
            Findings findings = examination.findings();
            findings.verify(
                    "page", "warning", "withoutCookies", "Wellspring WELLSPRING_CORS_ORIGINS=https://app.example");
            Map<?, ?> report = (Map<?, ?>) examination
                    .tab
                    .page()
                    .evaluate("JSON.parse(document.querySelector('[data-doctor-json]').textContent)");
            assertThat(report.get("address"))
                    .isEqualTo(examination.nginx.secure().toString());
            assertThat((List<?>) report.get("findings"))
                    .hasSize(CHECKS.size() + 1)
                    .anySatisfy(finding -> assertThat(((Map<?, ?>) finding).get("says"))
                            .isEqualTo("Pages of https://app.example may read answers, the hub’s without cookies:"
                                    + " the setting is open to every origin."));
        }
    }

    @Test
    void aProxyThatBuffers() {
        try (Examination examination = buffering) {
            Findings findings = examination.findings();
            String off = "nginx proxy_buffering off;";
            String chunks = "nginx proxy_http_version 1.1;";
            String obey = "nginx # remove: proxy_ignore_headers X-Accel-Buffering;";
            findings.verify("buffering", "wrong", "atOnce", off, chunks, obey);
            findings.verify("silence", "wrong", "late", off, chunks, obey);
            findings.verify("hub", "wrong", "held", off, chunks, obey);
            findings.verify("connections", "unknown", "buffered");
            assertThat(findings.of("wrong")).containsExactly("buffering", "silence", "hub");
            assertThat(findings.of("warning")).isEmpty();
            examination.tab.photograph("doctor-buffering");
        }
    }

    /** What older versions do unless told otherwise; over HTTP/1.1 nginx passes each chunk on even where it buffers. */
    private static void buffer(Path conf) {
        Checkout.edit(
                conf.resolve("stream.conf"),
                "proxy_buffering off;",
                "proxy_buffering on;\nproxy_ignore_headers X-Accel-Buffering;");
        Checkout.edit(conf.resolve("proxy.conf"), "proxy_http_version 1.1;", "proxy_http_version 1.0;");
    }

    @Test
    void aProxyThatCompresses() {
        try (Examination examination = compressing) {
            Findings findings = examination.findings();
            String nginxOff = "nginx gzip off;";
            String tomcatOff = "Tomcat <Connector … compression=\"off\"/>";
            findings.verify("compression", "wrong", "on", nginxOff, tomcatOff);
            findings.verify("hub", "wrong", "compressed", nginxOff, tomcatOff);
            assertThat(findings.text("compression")).contains("gzip");
            assertThat(findings.of("wrong")).containsExactly("compression", "hub");
            assertThat(findings.of("warning")).isEmpty();
        }
    }

    @Test
    void aProxyThatLosesPatienceBeforeTheHeartbeat() {
        try (Examination examination = impatient) {
            Findings findings = examination.findings();
            String longer = "nginx proxy_read_timeout 75s;";
            String sooner = "Wellspring WELLSPRING_HEARTBEAT=PT1S";
            findings.verify("silence", "wrong", "cut", longer, sooner);
            findings.verify("survival", "wrong", "died", longer, sooner);
            findings.verify("hub", "wrong", "died", longer, sooner);
            assertThat(findings.text("silence")).matches("安静 [234](\\.\\d)? 秒之后连接被断开，第一次心跳要到 5 秒才来。");
            assertThat(findings.of("wrong")).containsExactly("silence", "survival", "hub");
            assertThat(findings.of("warning")).isEmpty();
            assertThat(examination.tab.complaintsExpecting("net::ERR_HTTP2_PROTOCOL_ERROR"))
                    .as("both streams were cut")
                    .hasSize(2);
        }
    }

    @Test
    void onlyTheHubsLocationIsForgotten() {
        try (Examination examination = forgetfulOfTheHub) {
            Findings findings = examination.findings();
            assertThat(findings.of("wrong")).containsExactly("hub");
            findings.verify(
                    "hub", "wrong", "died", "nginx proxy_read_timeout 75s;", "Wellspring WELLSPRING_HEARTBEAT=PT1S");
            assertThat(examination.tab.complaintsExpecting("net::ERR_HTTP2_PROTOCOL_ERROR"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutHttp2TheSeventhStreamWaits() {
        try (Examination examination = withoutHttp2) {
            Findings findings = examination.findings();
            String http2 = "nginx listen 443 ssl http2;  # from nginx 1.25.1: listen 443 ssl; http2 on;";
            assertThat(findings.text("connections")).startsWith("7 条流中只有 6 条能同时打开");
            findings.verify("protocol", "warning", "old", http2);
            findings.verify(
                    "connections",
                    "warning",
                    "limited",
                    http2,
                    "client new EventSource('/.well-known/mercure?match=a&match=b')");
            assertThat(findings.of("warning")).containsExactly("protocol", "connections", "cookies");
            assertThat(findings.of("wrong")).isEmpty();
        }
    }

    /** Headers that a proxy drops, adds and invents. */
    @Test
    void aProxyThatMeddlesWithHeaders() {
        try (Examination examination = meddling) {
            Findings findings = examination.findings();
            findings.verify(
                    "lastEventId", "wrong", "lost", "nginx proxy_set_header Last-Event-ID $http_last_event_id;");
            findings.verify(
                    "caching",
                    "wrong",
                    "changed",
                    "nginx # remove: proxy_hide_header Cache-Control; expires …; add_header Cache-Control …");
            findings.verify("cors", "wrong", "twice", "nginx # remove: add_header Access-Control-…");
            findings.verify(
                    "cookies",
                    "wrong",
                    "lost",
                    "nginx proxy_set_header Cookie $http_cookie;",
                    "nginx # remove: proxy_hide_header Set-Cookie;");
            findings.verify(
                    "address",
                    "wrong",
                    "other",
                    "nginx proxy_set_header Host $http_host;",
                    "nginx proxy_set_header X-Forwarded-Proto $scheme;",
                    "Tomcat <Valve className=\"org.apache.catalina.valves.RemoteIpValve\""
                            + " protocolHeader=\"x-forwarded-proto\"/>");
            assertThat(findings.of("wrong")).containsExactly("lastEventId", "caching", "cors", "cookies", "address");
            examination.tab.photograph("doctor-headers");
        }
    }

    private static void meddle(Path conf) {
        Checkout.edit(conf.resolve("stream.conf"), "proxy_cache off;", """
                proxy_set_header Last-Event-ID "";
                proxy_set_header Cookie "";
                proxy_hide_header Cache-Control;
                add_header Cache-Control "public, max-age=60";
                add_header Access-Control-Allow-Origin *;
                proxy_cache off;""");
        // A location with a header of its own inherits none.
        Checkout.edit(
                conf.resolve("stream.conf"),
                "include proxy.conf;",
                "include proxy.conf;\ninclude security-headers.conf;");
        Checkout.edit(conf.resolve("proxy.conf"), "proxy_set_header X-Forwarded-Proto $scheme;", "");
    }

    @Test
    void aClockThatIsWrong() {
        try (Examination examination = withAWrongClock) {
            Findings findings = examination.findings();
            findings.verify("clock", "wrong", "off", "server timedatectl set-ntp true");
            assertThat(findings.of("wrong")).containsExactly("clock");
        }
    }

    @Test
    void aHubThatWantsATokenIsNotTested() {
        try (Examination examination = ofAClosedHub) {
            Findings findings = examination.findings();
            findings.verify(
                    "hub", "unknown", "closed", "nginx location = /.well-known/mercure { include stream.conf; }");
            assertThat(findings.of("wrong")).isEmpty();
            assertThat(examination.tab.complaintsExpecting("401")).hasSize(1);
        }
    }

    /** First, so that the others come to their ends while this one is at it. */
    @Test
    @Order(1)
    void anExaminationCanBeStoppedAndBegunAgain(Chromium chromium) {
        try (Examination examination = Examination.behind(Nginx.inFrontOf(server.port()), trusting(chromium))) {
            Page page = examination.begin().tab.page();
            assertThat(page.locator("[data-doctor-stage]")).containsText("等待两次心跳");
            page.locator("[data-action=stop]").click();
            assertThat(page.locator("[data-doctor]")).hasAttribute("data-doctor", "stopped");
            assertThat(page.locator("[data-finding]")).hasCount(0);
            assertThat(examination.begin().findings().of("good")).isEqualTo(CHECKS);
        }
    }
}
