package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.SUBSCRIPTIONS;
import static dev.wellspring.mercure.contract.HubServer.answer;
import static dev.wellspring.mercure.contract.HubServer.bearer;
import static dev.wellspring.mercure.contract.HubServer.form;
import static dev.wellspring.mercure.contract.HubServer.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.RedisServer;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients are told while the log's Redis is away. */
class RedisAwayTest {

    @Test
    void whoIsHereStaysAndWhoComesWithACursorIsToldToComeBack() throws IOException {
        try (RedisServer redis = RedisServer.start().awaitReady();
                HubServer hub = HubServer.demo(Map.of(
                        "log",
                        redis.address(),
                        "log-timeout",
                        "PT1S",
                        "heartbeat",
                        "PT1S",
                        "subscription-events",
                        "true"))) {
            String topic = topic();
            hub.publish(topic, "before");
            try (Subscriber here = hub.subscribe(form("match", topic, "last_event_id", "earliest"))) {
                here.response().readUntil(_ -> here.read().messages().size() == 1, Timing.SOON);
                String cursor = here.read().messages().getFirst().lastEventId();
                redis.stop();
                RawHttp.Response refused = answer(hub.get(form("match", topic, "last_event_id", cursor)));
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
                assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(refused.header("Retry-After")).isNotBlank();
                assertThat(refused.text()).doesNotContain("127.0.0.1").doesNotContain(String.valueOf(redis.port()));

                RawHttp.Response unknown = answer(bearer(hub.request("GET", SUBSCRIPTIONS), Tokens.ALL));
                assertThat(unknown.status()).as(unknown.text()).isEqualTo(503);
                assertThat(unknown.text()).doesNotContain("127.0.0.1").doesNotContain(String.valueOf(redis.port()));

                redis.startAgain();
                redis.awaitReady();
                await().until(() ->
                        hub.tryPublish(form("topic", topic, "data", "after")).status() == 200);
                here.response().readUntil(_ -> here.read().messages().size() >= 2, Timing.SOON);
                assertThat(here.read().messages().get(1).data()).isEqualTo("after");
            }
        }
    }
}
