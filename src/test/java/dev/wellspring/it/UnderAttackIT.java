package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.it.NumberingPublisher.Fate;
import dev.wellspring.it.NumberingPublisher.Sent;
import dev.wellspring.it.Strangers.Kind;
import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole server, nginx in front, as full as it may be and under attack: whoever may publish gets the 200 within the time
 * that docs/operations.md states. The limits are the shipped ones in small.
 */
@Timeout(180)
class UnderAttackIT {

    /** As docs/operations.md states it. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);

    private static final int CONNECTIONS = 300;
    private static final int FOR_THE_WORLD = 280;
    private static final int STREAMS = 190; // nginx lets one address have 200

    private static final String STREAM = "/.well-known/mercure?topic=https%3A%2F%2Fexample.com%2Fa";

    /** Each publisher gets so many answers at least, however short the attack. */
    private static final int UPDATES = 100;

    private static final int ENOUGH = 20;

    @Test
    void publishersGetTheirAnswersAtTheLimitAndUnderAttack() throws Exception {
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", limits(CONNECTIONS, STREAMS));
                Nginx nginx = Nginx.inFrontOf(server.port(), UnderAttackIT::inSmall);
                Crowd crowd = Crowd.at(nginx.port())) {
            List<Crowd.Member> subscribers = crowd.send(STREAMS, STREAM);
            await("all places are taken")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> subscribers.stream().allMatch(UnderAttackIT::isOpen));
            // Asked only now: while a place is free, this would take one of the subscribers'.
            assertThat(status(nginx.port())).as("a subscriber too many").isEqualTo(503);
            int linesBefore = server.output().size();

            List<Publisher> publishers = List.of(
                    new Publisher("proxied", nginx.port(), true),
                    new Publisher("proxied-anew", nginx.port(), false),
                    new Publisher("inside", server.port(), true),
                    new Publisher("inside-anew", server.port(), false));
            try (Strangers strangers = Strangers.at(nginx.port())) {
                publishWhileAttacked(publishers, strangers);
            }

            assertThat(subscribers).as("nobody was sent away").allMatch(UnderAttackIT::isOpen);
            assertThat(server.troubles()).isEmpty();
            assertThat(server.output().size() - linesBefore)
                    .as("lines that strangers could add to the log")
                    .isLessThan(ENOUGH);
        }
    }

    private static void publishWhileAttacked(List<Publisher> publishers, Strangers strangers) throws Exception {
        AtomicBoolean attacked = new AtomicBoolean(true);
        List<CompletableFuture<Void>> publishing =
                publishers.stream().map(one -> one.publishWhile(attacked)).toList();
        try {
            await("every stranger was sent away many times")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> hasHadEnough(strangers));
        } finally {
            attacked.set(false);
        }
        for (CompletableFuture<Void> one : publishing) {
            one.get(60, TimeUnit.SECONDS);
        }
        System.out.println("UnderAttackIT: strangers got " + strangers);
        for (Publisher publisher : publishers) {
            publisher.verify();
        }
    }

    private static boolean hasHadEnough(Strangers strangers) {
        return strangers.answers(Kind.SLOW_HEAD, 408) + strangers.answers(Kind.SLOW_HEAD, Strangers.CUT) > 2 * ENOUGH
                && strangers.answers(Kind.SLOW_BODY, 429) > ENOUGH
                && strangers.answers(Kind.GARBAGE, 400) > ENOUGH
                && strangers.answers(Kind.MADE_UP_TOKEN, 401) > ENOUGH
                && strangers.answers(Kind.LARGE_BODY, 413) > ENOUGH
                && strangers.answers(Kind.RESET, Strangers.CUT) > ENOUGH
                && strangers.answers(Kind.SUBSCRIBE, 503) > ENOUGH;
    }

    /**
     * The worst of all: nothing in the application limits the streams, and nginx itself has no connection left. Whoever
     * publishes from inside notices nothing.
     */
    @Test
    void fromInsideOnePublishesWhateverHappensOutside() throws Exception {
        int world = 40;
        try (TomcatServer server = TomcatServer.withOurSettings("ROOT", limits(world + 20, 0));
                Nginx nginx = Nginx.inFrontOf(server.port(), conf -> {
                    forTheWorld(conf, world);
                    connectionsOfNginx(conf, 3 * world);
                });
                Crowd crowd = Crowd.at(nginx.port())) {
            List<Crowd.Member> subscribers = crowd.send(world, STREAM);
            await("the world has all it may have")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> subscribers.stream().allMatch(UnderAttackIT::isOpen));
            for (int i = 0; i < world; i++) {
                try (RawHttp.Response answer =
                        RawHttp.get("127.0.0.1", nginx.port(), STREAM).complete(ANSWERED_WITHIN)) {
                    assertThat(answer.text()).as("a subscriber too many").isEqualTo("retry: 2000\n\n");
                }
            }
            assertThat(subscribers).allMatch(UnderAttackIT::isOpen);

            Publisher inside = new Publisher("inside", server.port(), false);
            try (Strangers strangers = Strangers.at(nginx.port())) {
                await("nginx has no connection left")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> strangers.answers(Kind.SLOW_HEAD, Strangers.CUT) > ENOUGH
                                && nginx.output().stream()
                                        .anyMatch(line -> line.contains("worker_connections are not enough")));
                inside.publishWhile(new AtomicBoolean()).get(60, TimeUnit.SECONDS);
            }
            inside.verify();
        }
    }

    /** Tomcat's own port has not one connection left. */
    @Test
    void whoIsInsideHasADoorOfTheirOwn() throws Exception {
        int connections = 20;
        int inside = Checkout.freePort();
        try (TomcatServer server =
                        TomcatServer.withOurSettings("ROOT", limits(connections, 0, "-Dtomcat.inside-port=" + inside));
                Crowd crowd = Crowd.at(server.port())) {
            List<Crowd.Member> subscribers = crowd.send(connections, STREAM);
            await("every connection is taken")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> subscribers.stream().allMatch(UnderAttackIT::isOpen));
            try (RawHttp.Response ready =
                    RawHttp.get("127.0.0.1", inside, "/health/ready").complete(ANSWERED_WITHIN)) {
                assertThat(ready.status()).isEqualTo(200);
            }
            Publisher publisher = new Publisher("inside", inside, false);
            publisher.publishWhile(new AtomicBoolean()).get(60, TimeUnit.SECONDS);
            publisher.verify();
            assertThat(subscribers).allMatch(UnderAttackIT::isOpen);
        }
    }

    private static Map<String, String> limits(int connections, int streams) {
        return limits(connections, streams, "");
    }

    private static Map<String, String> limits(int connections, int streams, String options) {
        return Map.of(
                "WELLSPRING_MODE",
                "demo",
                "WELLSPRING_MOST_STREAMS",
                String.valueOf(streams),
                "CATALINA_OPTS",
                TomcatServer.SHORT_LIVED + " -Dtomcat.connections=" + connections + " " + options);
    }

    private static void inSmall(Path conf) {
        forTheWorld(conf, FOR_THE_WORLD);
        connectionsOfNginx(conf, 1024); // two for each stream, and one for each stranger
        Checkout.edit(conf.resolve("limits.conf"), "127.0.0.0/8  1;", "127.0.0.0/8  0;");
        Checkout.edit(conf.resolve("limits.conf"), "client_header_timeout 15s;", "client_header_timeout 2s;");
        Checkout.edit(conf.resolve("limits.conf"), "client_body_timeout 15s;", "client_body_timeout 2s;");
    }

    private static void forTheWorld(Path conf, int connections) {
        Checkout.edit(conf.resolve("upstream.conf"), "max_conns=19000;", "max_conns=" + connections + ";");
    }

    private static void connectionsOfNginx(Path conf, int connections) {
        Checkout.edit(conf.resolve("nginx.conf"), "worker_processes auto;", "worker_processes 1;");
        Checkout.edit(
                conf.resolve("nginx.conf"), "worker_connections 16384;", "worker_connections " + connections + ";");
    }

    private static int status(int port) throws IOException {
        try (RawHttp.Response answer = RawHttp.get("127.0.0.1", port, STREAM).open()) {
            return answer.status();
        }
    }

    private static boolean isOpen(Crowd.Member member) {
        return member.answer().statusLine().contains(" 200") && !member.answer().isComplete() && !member.lost();
    }

    /** Publishes by way of one door, on one connection or on a new one for each update. */
    private static final class Publisher {

        private final NumberingPublisher updates;
        private final HubAt hub;
        private final boolean keepsConnection;

        Publisher(String name, int port, boolean keepsConnection) {
            this.updates = new NumberingPublisher(name, List.of("https://example.com/a"), 50);
            this.hub = new HubAt(port);
            this.keepsConnection = keepsConnection;
        }

        CompletableFuture<Void> publishWhile(AtomicBoolean attacked) {
            return CompletableFuture.runAsync(
                    () -> {
                        if (keepsConnection) {
                            updates.publishWhile(hub, () -> goesOn(attacked), Duration.ofMillis(2), Duration.ZERO);
                        } else {
                            while (goesOn(attacked)) {
                                updates.publish(hub);
                            }
                        }
                    },
                    Thread::startVirtualThread);
        }

        private boolean goesOn(AtomicBoolean attacked) {
            boolean refused =
                    !updates.all().isEmpty() && updates.all().getLast().fate() != Fate.ACKNOWLEDGED;
            return !refused && (attacked.get() || updates.all().size() < UPDATES);
        }

        void verify() {
            Duration longest = answered().max(Duration::compareTo).orElseThrow();
            System.out.printf(
                    Locale.ROOT,
                    "UnderAttackIT: %s: %d updates, slowest answer %d ms%n",
                    updates.name(),
                    updates.all().size(),
                    longest.toMillis());
            assertThat(updates.all())
                    .as("what %s has published", updates.name())
                    .hasSizeGreaterThanOrEqualTo(UPDATES)
                    .allMatch(one -> one.fate() == Fate.ACKNOWLEDGED);
            assertThat(longest).as("slowest answer to %s", updates.name()).isLessThan(ANSWERED_WITHIN);
        }

        private Stream<Duration> answered() {
            return updates.all().stream().map((Sent one) -> Duration.ofNanos(one.answered() - one.sent()));
        }
    }
}
