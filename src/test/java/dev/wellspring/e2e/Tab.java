package dev.wellspring.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.wellspring.it.Checkout;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A browser tab with the page, in the words of its reader. Closing it fails if the browser had anything to complain about. */
final class Tab implements AutoCloseable {

    private static final String REPORT_VIOLATIONS = "document.addEventListener('securitypolicyviolation',"
            + " (event) => console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`))";

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Tab(BrowserContext context) {
        this.context = context;
        context.addInitScript(REPORT_VIOLATIONS);
        this.page = context.newPage();
        page.onConsoleMessage(this::hear);
        page.onPageError(complaints::add);
    }

    private void hear(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text() + " (" + message.location() + ")");
        }
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Response open(URI address) {
        Response response = page.navigate(address.toString());
        assertThat(response.status()).isEqualTo(200);
        return response;
    }

    Locator lesson(String name) {
        return page.locator("[data-lesson=" + name + "]");
    }

    /** What the browser has been told, one entry for each line. */
    Locator lines(String lesson) {
        return page.locator("#" + lesson + "-output > *");
    }

    void press(String lesson, String action) {
        lesson(lesson).locator("[data-action=" + action + "]").click();
    }

    void awaitState(String lesson, String state) {
        assertThat(lesson(lesson).locator("[data-state]")).hasAttribute("data-state", state);
    }

    void awaitWire(String lesson, String state) {
        assertThat(lesson(lesson).locator("[data-wire]")).hasAttribute("data-wire", state);
    }

    void awaitVerdict(String verdict) {
        assertThat(lesson("reconnect").locator("[data-verdict]")).hasAttribute("data-verdict", verdict);
    }

    /** The bytes the page shows, put together again as text. */
    String bytes(String lesson) {
        return String.join("", lesson(lesson).locator(".wire-line").allTextContents());
    }

    /** The numbers in the lines of the lesson about reconnection, other lines left out. */
    List<Integer> ids() {
        return lines("reconnect").allTextContents().stream()
                .filter(line -> line.startsWith("消息 ID: "))
                .map(line -> Integer.valueOf(line.substring(7, line.indexOf(','))))
                .toList();
    }

    void awaitId(int id) {
        assertThat(lines("reconnect").filter(new Locator.FilterOptions().setHasText("消息 ID: " + id + ",")))
                .hasCount(1);
    }

    /** Keeps a picture in target/screenshots/. */
    void photograph(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Checkout.file("target/screenshots").resolve(name + ".png")));
    }

    /** Waits for a complaint with these words, which is expected and forgotten. */
    void awaitComplaint(String words) {
        page.waitForCondition(() -> complaints.removeIf(one -> one.contains(words)));
    }

    /** What the browser has complained about so far; those with these words are expected and forgotten. */
    List<String> complaintsExpecting(String words) {
        List<String> expected =
                complaints.stream().filter(one -> one.contains(words)).toList();
        complaints.removeAll(expected);
        return expected;
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("the browser's complaints").isEmpty();
    }
}
