package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.testing.EventStreamReader.Message;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The process may open few files, and more clients come than that: there are as many connections as leave files for
 * everything else, who is connected notices nothing, who is not waits, and gets in when there is room.
 */
@Timeout(120)
class FewDescriptorsIT {

    private static final String STREAM = "/.well-known/mercure?topic=https%3A%2F%2Fexample.com%2Fa";

    /** What tomcat/setenv.sh makes of 600 files. */
    private static final int FILES = 600;

    private static final int CONNECTIONS = 300;
    private static final int STREAMS = 270;

    /** Those who publish, or have asked and not yet gone. */
    private static final int FEW = 3;

    private final NumberingPublisher connected = new NumberingPublisher("c", List.of("https://example.com/a"), 50);
    private final NumberingPublisher late = new NumberingPublisher("l", List.of("https://example.com/a"), 50);
    private final PublishedAndStored promises = new PublishedAndStored(List.of(connected, late));

    @Test
    void nginxInFrontTakesNoMoreOfTheConnectionsThanLeavesSomeForThoseInside() throws IOException {
        Map<String, String> fewConnections = Map.of("CATALINA_OPTS", "-Dtomcat.connections=" + CONNECTIONS);
        try (RunningServer server = RunningServer.start(Checkout.freePort(), fewConnections, "--nginx")) {
            assertThat(Files.readString(server.files().resolve("nginx/conf/upstream.conf")))
                    .contains(" max_conns=" + CONNECTIONS * 19 / 20 + ";");
        }
    }

    @Test
    void whoIsConnectedNoticesNothingAndTheOthersGetInWhenThereIsRoom() throws Exception {
        try (TomcatServer server = TomcatServer.withOurSettings(
                        "ROOT",
                        Map.of("WELLSPRING_MODE", "demo", "JAVA_OPTS", TomcatServer.SHORT_LIVED),
                        FewDescriptorsIT::fewFiles);
                Crowd crowd = Crowd.at(server.port());
                Crowd idlers = Crowd.at(server.port())) {
            HubAt hub = new HubAt(server.port());
            AtomicBoolean full = new AtomicBoolean(true);
            try (ResumingSubscriber subscriber = ResumingSubscriber.of(hub, "*")) {
                CompletableFuture<Void> publishing = CompletableFuture.runAsync(
                        () -> connected.publishWhile(hub, full::get, Duration.ofMillis(5), Duration.ZERO),
                        Thread::startVirtualThread);
                await("events flow").until(() -> subscriber.received().size() > 20);

                List<Crowd.Member> members = crowd.send(STREAMS - 1, STREAM);
                await("all places for streams are taken")
                        .until(() -> members.stream()
                                .allMatch(one -> one.answer().statusLine().contains(" 200")));
                assertThat(status(server)).as("one more stream").isEqualTo(503);
                long withStreams = openFiles(server);
                List<Crowd.Member> idle = idlers.connect(CONNECTIONS);
                await("all connections are taken")
                        .until(() -> openFiles(server) >= withStreams + CONNECTIONS - STREAMS - FEW);

                int before = subscriber.received().size();
                CompletableFuture<Sent> waiting =
                        CompletableFuture.supplyAsync(() -> late.publish(hub), Thread::startVirtualThread);
                await("events go on to flow").until(() -> subscriber.received().size() > before + 200);
                assertThat(openFiles(server)).isBetween((long) CONNECTIONS, (long) FILES - 100);
                assertThat(waiting).isNotDone();

                idlers.leave(idle);
                assertThat(waiting.get(30, TimeUnit.SECONDS).fate())
                        .as("who had to wait")
                        .isEqualTo(Fate.ACKNOWLEDGED);
                full.set(false);
                publishing.get(30, TimeUnit.SECONDS);
                assertThat(connected.all()).allMatch(one -> one.fate() == Fate.ACKNOWLEDGED);
                crowd.leave(members);
                await("there are places again").until(() -> status(server) == 200);
                verifyNothingIsMissing(hub, subscriber);
            }
            assertThat(server.troubles()).isEmpty();
        }
    }

    private static void fewFiles(Path configuration) {
        Path setenv = configuration.resolveSibling("bin/setenv.sh");
        Checkout.edit(setenv, "\nfiles=$(", "\nulimit -n " + FILES + "\nfiles=$(");
    }

    private static int status(TomcatServer server) throws IOException {
        try (RawHttp.Response answer =
                RawHttp.get("127.0.0.1", server.port(), STREAM).open()) {
            return answer.status();
        }
    }

    private void verifyNothingIsMissing(HubAt hub, ResumingSubscriber subscriber)
            throws IOException, InterruptedException {
        Sent last = late.publish(hub);
        assertThat(last.fate()).isEqualTo(Fate.ACKNOWLEDGED);
        await("the subscriber has caught up").until(() -> subscriber.newest().equals(last.data()));
        assertThat(subscriber.connections()).as("its connections").isEqualTo(1);
        List<Message> log = hub.stored(HubAt.EARLIEST, one -> one.data().equals(last.data()));
        promises.verify(log);
        assertThat(subscriber.received())
                .as("the log from where it came in")
                .isEqualTo(log.subList(log.size() - subscriber.received().size(), log.size()));
    }

    private static long openFiles(TomcatServer server) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(server.pid()), "fd"))) {
            return files.count();
        }
    }
}
