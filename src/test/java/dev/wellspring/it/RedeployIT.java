package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * New versions under open streams, lessons and the hub's, on Tomcat with the shipped settings, with either transport, and on
 * Tomcat as it comes: streams end in the regular way, the new version serves, and of the old one nothing is left.
 *
 * <p>Tomcat looks for new WARs every ten seconds; all servers go through the same story at the same time.
 */
class RedeployIT {

    private static final int REDEPLOYMENTS = 3;
    private static final int STREAMS_OF_A_KIND = 25;
    private static final List<String> KINDS = List.of("/sse/clock", "/sse/heartbeat", "/.well-known/mercure?topic=*");

    private static final Map<String, String> DEMO = Map.of("WELLSPRING_MODE", "demo");

    /** What a server went through. */
    private record Story(
            List<Duration> endingTimes,
            boolean everyStreamWhole,
            boolean filesLeft,
            long applicationsLeft,
            List<String> troubles) {}

    private static CompletableFuture<Story> ours;
    private static CompletableFuture<Story> portable;
    private static CompletableFuture<Story> stock;

    @BeforeAll
    static void begin() {
        ours = begun(() -> TomcatServer.withOurSettings("ROOT", DEMO));
        portable = begun(() -> TomcatServer.withOurSettings(
                "ROOT", Map.of("WELLSPRING_MODE", "demo", "WELLSPRING_TRANSPORT", "portable")));
        stock = begun(() -> TomcatServer.withItsOwnSettings("ROOT", DEMO));
    }

    private static CompletableFuture<Story> begun(Supplier<TomcatServer> server) {
        return CompletableFuture.supplyAsync(() -> story(server), Thread::startVirtualThread);
    }

    @AfterAll
    static void end() {
        CompletableFuture.allOf(ours, portable, stock).exceptionally(_ -> null).join();
    }

    private static Story story(Supplier<TomcatServer> start) {
        try (TomcatServer tomcat = start.get();
                Crowd crowd = Crowd.at(tomcat.port())) {
            List<Duration> endingTimes = new ArrayList<>();
            boolean whole = true;
            for (int i = 0; i < REDEPLOYMENTS; i++) {
                List<Crowd.Member> members = openStreams(crowd);
                CompletableFuture<Duration> ending = timeToEnd(tomcat, members);
                tomcat.redeploy("ROOT");
                endingTimes.add(ending.join());
                whole &= members.stream().allMatch(RedeployIT::wasSentAway);
            }
            assertThat(new Http1Recorder(tomcat.port())
                            .record("/sse/events", Duration.ofSeconds(10))
                            .text())
                    .matches(Lesson.EVENTS.body());
            long applications = tomcat.jvm().liveObjects("dev.wellspring.app.Wellspring");
            assertThat(applications).as("applications while one is deployed").isEqualTo(1);

            List<Crowd.Member> members = openStreams(crowd);
            CompletableFuture<Duration> ending = timeToEnd(tomcat, members);
            tomcat.undeploy("ROOT");
            endingTimes.add(ending.join());
            whole &= members.stream().allMatch(RedeployIT::wasSentAway);
            await().untilAsserted(() -> assertThat(tomcat.hasFilesOf("ROOT")).isFalse());
            return new Story(
                    endingTimes,
                    whole,
                    tomcat.hasFilesOf("ROOT"),
                    tomcat.jvm().liveObjects("dev.wellspring.app.Wellspring"),
                    tomcat.troubles());
        }
    }

    private static List<Crowd.Member> openStreams(Crowd crowd) {
        List<Crowd.Member> members = new ArrayList<>();
        KINDS.forEach(path -> members.addAll(crowd.send(STREAMS_OF_A_KIND, path)));
        await("all streams flow")
                .until(() -> members.stream()
                        .noneMatch(member -> member.answer().arrivals().isEmpty()));
        return members;
    }

    /** It ended in the regular way, and with the time to come back. */
    private static boolean wasSentAway(Crowd.Member member) {
        return member.answer().isComplete()
                && member.answer().arrivals().getLast().event().matches("retry: \\d+");
    }

    /** Measured from the moment Tomcat says that it begins. */
    private static CompletableFuture<Duration> timeToEnd(TomcatServer tomcat, List<Crowd.Member> members) {
        int before = tomcat.output().size();
        return CompletableFuture.supplyAsync(
                () -> {
                    tomcat.awaitLine(before, line -> line.contains("Undeploying context"));
                    long began = System.nanoTime();
                    await("all streams end")
                            .atMost(Duration.ofSeconds(20))
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> members.stream()
                                    .allMatch(member -> member.answer().isComplete() || member.lost()));
                    return Duration.ofNanos(System.nanoTime() - began);
                },
                Thread::startVirtualThread);
    }

    @Test
    void withTheShippedSettings() {
        verify(ours.join());
    }

    @Test
    void withStreamsThatStayInTheirRequests() {
        verify(portable.join());
    }

    @Test
    void onTomcatAsItComes() {
        verify(stock.join());
    }

    private static void verify(Story story) {
        assertThat(story.everyStreamWhole())
                .as("every stream ended with retry: and its last chunk")
                .isTrue();
        assertThat(story.endingTimes())
                .hasSize(REDEPLOYMENTS + 1)
                .allSatisfy(took ->
                        assertThat(took).isBetween(TomcatServer.DRAIN.dividedBy(2), TomcatServer.DRAIN.plusSeconds(2)));
        assertThat(story.troubles()).isEmpty();
        assertThat(story.filesLeft()).isFalse();
        assertThat(story.applicationsLeft())
                .as("applications after the undeployment")
                .isZero();
    }
}
