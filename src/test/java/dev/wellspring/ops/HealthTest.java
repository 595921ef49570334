package dev.wellspring.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest extends OpsTest {

    HealthTest() {
        super(Map.of());
    }

    @Test
    void isUp() throws IOException {
        RawHttp.Response ready = ask("/health/ready");
        assertThat(ready.status()).as(ready.text()).isEqualTo(200);
        assertThat(ready.text()).isEqualTo("{\"status\":\"up\"}");
        assertThat(ready.header("Cache-Control")).startsWith("no-store");
        assertThat(ready.header("Content-Type")).isEqualTo("application/json");
        assertThat(ask("/health/live").text()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void asksTheLogOnceForManyWhoAsk() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("/health/ready").status()).isEqualTo(200);
        }
        assertThat(metric("wellspring_log_updates")).isEqualTo(1);
    }

    @Test
    void nobodyElseHearsTheCanary() throws IOException {
        try (RawHttp.Response everything = subscribe("topic=*")) {
            assertThat(ask("/health/ready").status()).isEqualTo(200);
            publish("topic=a&data=after");
            everything.readUntil("data: after", Timing.SOON);
            assertThat(everything.text()).containsOnlyOnce("id: ");
        }
        try (RawHttp.Response everything = subscribe("topic=*&lastEventID=earliest")) {
            everything.readUntil("data: after", Timing.SOON);
            assertThat(everything.text()).containsOnlyOnce("id: ");
        }
    }

    @Test
    void nobodyElsePublishesCanaries() throws IOException {
        assertThat(publish("topic=/.well-known/mercure/canaries/x&data=fake&private=on")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void isNotReadyWhileItDrains() throws IOException {
        wellspring().endStreams();
        RawHttp.Response ready = ask("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.text()).contains("\"status\":\"draining\"");
        assertThat(ask("/health/live").status()).isEqualTo(200);
    }
}
