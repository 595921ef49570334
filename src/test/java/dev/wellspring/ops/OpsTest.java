package dev.wellspring.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import dev.wellspring.testing.WellspringTest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A test of what an operator sees of a running application. */
abstract class OpsTest extends WellspringTest {

    static final String HUB = "/.well-known/mercure";

    OpsTest(Map<String, String> more) {
        super(settings(more));
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("wellspring.mode", "demo");
        return settings;
    }

    final RawHttp.Response ask(String path) throws IOException {
        return get(path).complete(Timing.SOON);
    }

    /** The value of a metric, written with its labels as in the text. */
    final double metric(String name) throws IOException {
        String text = ask("/metrics").text();
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in\n" + text));
    }

    final RawHttp.Response publish(String form) throws IOException {
        return request("POST", HUB)
                .header("Authorization", "Bearer " + DemoToken.classic())
                .body("application/x-www-form-urlencoded", form.getBytes(UTF_8))
                .complete(Timing.SOON);
    }

    final RawHttp.Response subscribe(String query) throws IOException {
        RawHttp.Response stream = get(HUB + "?" + query)
                .header("Authorization", "Bearer " + DemoToken.classic())
                .open();
        assertThat(stream.status()).isEqualTo(200);
        return stream.readUntil(":", Timing.SOON);
    }
}
