package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What delivering leaves to the garbage collector: nothing for each subscriber, on sockets that take what they are sent. */
class AllocationIT {

    private static final int SUBSCRIBERS = 500;
    private static final int UPDATES = 400;

    /** The smallest object of the JVM has twice as many. */
    private static final double BYTES_OF_NO_OBJECT = 8;

    @Test
    void noDeliveryAllocatesAnything() throws IOException {
        try (RunningServer server = RunningServer.direct();
                Crowd crowd = Crowd.at(server.port())) {
            HubAt hub = new HubAt(server.port());
            List<Crowd.Member> subscribers = crowd.send(SUBSCRIBERS, "/.well-known/mercure?topic=*");
            await("all are subscribed")
                    .atMost(Timing.SOON)
                    .until(() -> subscribers.stream()
                            .noneMatch(one -> one.answer().arrivals().isEmpty()));
            publish(hub, subscribers, "warm up", UPDATES);

            long before = server.jvm().allocatedBy("wellspring-courier-");
            publish(hub, subscribers, "measured", UPDATES);
            long allocated = server.jvm().allocatedBy("wellspring-courier-") - before;

            double each = (double) allocated / (SUBSCRIBERS * UPDATES);
            System.out.println("AllocationIT: " + each + " bytes for each delivery");
            assertThat(each).isLessThan(BYTES_OF_NO_OBJECT);
        }
    }

    /** One after the other, and returns when all have everything. */
    private static void publish(HubAt hub, List<Crowd.Member> subscribers, String word, int updates)
            throws IOException {
        for (int i = 1; i <= updates; i++) {
            String data = word + " " + i;
            assertThat(hub.post(List.of("https://example.com/a"), data, null)
                            .complete(Timing.SOON)
                            .status())
                    .isEqualTo(200);
        }
        String last = "data: " + word + " " + updates;
        await("all have the last one")
                .atMost(Timing.SOON)
                .until(() -> subscribers.stream()
                        .allMatch(
                                one -> one.answer().arrivals().getLast().event().contains(last)));
    }
}
