package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.Prerequisite;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.SmallDisk;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole server on a disk without room: publishers are told to come later, readers notice nothing, what was
 * acknowledged is there after a kill, and with room publishing goes on.
 */
@Timeout(180)
class FullDiskIT {

    private static final int MEGABYTE = 1 << 20;

    /** Lines of the log that tell of refusals, however many there are. */
    private static final int FEW_LINES = 6;

    /** So many refusals one after the other are no accident of a checkpoint that was about to make room. */
    private static final int REFUSALS = 50;

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(35);
    private static final Duration TAKEN_AGAIN_WITHIN = Duration.ofSeconds(20);

    private final NumberingPublisher publisher = new NumberingPublisher("p", List.of("https://example.com/full"), 2);
    private final PublishedAndStored promises = new PublishedAndStored(List.of(publisher));

    @Test
    void aFullDiskRefusesUpdatesAndLosesNone() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(6)) {
            Path ballast = Files.write(disk.file("ballast"), new byte[MEGABYTE]);
            Path moreBallast = Files.write(disk.file("more-ballast"), new byte[MEGABYTE]);
            try (TomcatServer server =
                    start(Map.of("WELLSPRING_DATA", disk.file("data").toString()))) {
                HubAt hub = new HubAt(server.port());
                try (ResumingSubscriber subscriber = ResumingSubscriber.of(hub, "*")) {
                    publisher.publishUntilRefused(hub, REFUSALS);
                    verifyRefused(server, hub);

                    Files.delete(ballast);
                    verifyTakesAgain(server, hub);

                    publisher.publishUntilRefused(hub, REFUSALS);
                    server.kill();
                    server.startAgain(); // on a disk that is still full
                    verifyLog(hub);
                    publisher.publishUntilRefused(hub, REFUSALS);
                    Files.delete(moreBallast);
                    verifyTakesAgain(server, hub);
                    verifyStream(hub, subscriber);
                }
            }
        }
    }

    /** Without the rights for a small disk: the kernel lets the process write no file beyond a size. */
    @Test
    void filesThatMayNotGrowRefuseUpdatesAndLoseNone() throws Exception {
        try (TomcatServer server = start(Map.of())) {
            HubAt hub = new HubAt(server.port());
            try (ResumingSubscriber subscriber = ResumingSubscriber.of(hub, "*")) {
                Prerequisite.require(
                        limitFiles(server, String.valueOf(2 * MEGABYTE)),
                        "There is no prlimit, or no right to use it.");
                publisher.publishUntilRefused(hub, REFUSALS);
                verifyRefused(server, hub);

                limitFiles(server, "unlimited");
                verifyTakesAgain(server, hub);

                limitFiles(server, String.valueOf(MEGABYTE));
                publisher.publishUntilRefused(hub, REFUSALS);
                server.kill();
                server.startAgain(); // without a limit
                verifyLog(hub);
                verifyTakesAgain(hub);
                verifyStream(hub, subscriber);
            }
        }
    }

    private static TomcatServer start(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("WELLSPRING_MODE", "demo");
        return TomcatServer.withOurSettings("ROOT", environment);
    }

    private static boolean limitFiles(TomcatServer server, String bytes) {
        // The soft limit alone, which its owner may raise again.
        return SmallDisk.run("prlimit", "--pid", String.valueOf(server.pid()), "--fsize=" + bytes + ":");
    }

    private void verifyRefused(TomcatServer server, HubAt hub) throws IOException, InterruptedException {
        RawHttp.Response refusal = publisher.refusal();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refusal.header("Retry-After")).containsOnlyDigits();
        assertThat(refusal.text()).contains("\"status\":503", "nothing was acknowledged");
        assertThat(server.output()).anyMatch(line -> line.contains("The log refuses updates until this is over"));
        assertThat(server.output().stream().filter(line -> line.contains("refused") || line.contains("refuses")))
                .as("lines of the log, for %d refusals or more", REFUSALS)
                .hasSizeLessThan(FEW_LINES);
        assertThat(publisher.acknowledged()).isGreaterThan(100);
        verifyLog(hub);
        verifyNotReady(server);
    }

    /** What was found good half a minute ago may be said for so long. */
    private static void verifyNotReady(TomcatServer server) throws IOException, InterruptedException {
        await("readiness says no")
                .atMost(KNOWN_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> ask(server, "/health/ready").status() == 503);
        assertThat(ask(server, "/health/ready").text())
                .startsWith("{\"status\":\"down\",\"failed\":\"log\",\"detail\":\"The log ")
                .containsPattern(" cannot be used now: [^\"]*disk[^\"]*\\.\"}$");
        assertThat(ask(server, "/health/live").status()).isEqualTo(200);
        assertThat(ComposeIT.healthCheck(server.port())).isEqualTo(1);
    }

    private static RawHttp.Response ask(TomcatServer server, String path) throws IOException {
        return RawHttp.get("127.0.0.1", server.port(), path).complete(Timing.SOON);
    }

    private void verifyTakesAgain(TomcatServer server, HubAt hub) throws IOException, InterruptedException {
        verifyTakesAgain(hub);
        assertThat(server.output())
                .anyMatch(line -> line.matches(".*The log keeps updates again\\. Refused meanwhile: \\d{2,}"));
        verifyLog(hub);
    }

    private void verifyTakesAgain(HubAt hub) {
        await("updates are taken again")
                .atMost(TAKEN_AGAIN_WITHIN)
                .until(() -> publisher.publish(hub).fate() == Fate.ACKNOWLEDGED);
        for (int i = 0; i < 50; i++) {
            assertThat(publisher.publish(hub).fate()).isEqualTo(Fate.ACKNOWLEDGED);
        }
    }

    private List<Message> verifyLog(HubAt hub) throws IOException, InterruptedException {
        String last = publisher.all().stream()
                .filter(sent -> sent.fate() == Fate.ACKNOWLEDGED)
                .map(Sent::data)
                .reduce("", (_, later) -> later);
        List<Message> log = hub.stored(HubAt.EARLIEST, one -> one.data().equals(last));
        promises.verify(log);
        return log;
    }

    private void verifyStream(HubAt hub, ResumingSubscriber subscriber) throws IOException, InterruptedException {
        List<Message> log = verifyLog(hub);
        await("the subscriber has caught up")
                .until(() -> subscriber.newest().equals(log.getLast().data()));
        assertThat(subscriber.surprises()).isEmpty();
        assertThat(subscriber.received().equals(log))
                .as("a subscriber has received the log")
                .isTrue();
    }
}
