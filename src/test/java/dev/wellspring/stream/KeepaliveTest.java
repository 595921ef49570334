package dev.wellspring.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Comments and deadlines, on clocks that the test turns. */
class KeepaliveTest {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONG = Duration.ofDays(1);

    /** Both clocks start where the streams' own one is, since that is not ours to turn. */
    private final long started = System.nanoTime();

    private Duration passed = Duration.ZERO;

    /** Streams the test has open, with what was written to each. */
    private final class Client implements Wire {
        private final Outbox stream = new Outbox(1000);
        private final StringBuilder written = new StringBuilder();
        private final Instant deadline;
        private boolean failing;

        Client(Keepalive keepalive, Duration life) {
            deadline = BEGINNING.plus(passed).plus(life);
            stream.connect(this);
            keepalive.watch(stream, deadline);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void write(byte[] frame) {
            if (failing) {
                throw new StackOverflowError("Says the test.");
            }
            written.append(new String(frame, UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public void end() {
            written.append("end");
        }

        @Override
        public void abort() {}
    }

    private Keepalive keepalive(Duration silence) {
        return new Keepalive(silence, () -> BEGINNING.plus(passed), () -> started + passed.toNanos());
    }

    private void pass(Keepalive keepalive, Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            passed = passed.plusSeconds(1);
            keepalive.tick();
        }
    }

    @Test
    void aStreamThatFailsTakesNoOtherAlong() {
        Keepalive keepalive = keepalive(Duration.ofSeconds(5));
        Client before = new Client(keepalive, Duration.ofSeconds(60));
        Client bad = new Client(keepalive, Duration.ofSeconds(60));
        Client after = new Client(keepalive, Duration.ofSeconds(60));
        bad.failing = true;
        pass(keepalive, Duration.ofSeconds(61));
        assertThat(bad.stream.isClosed()).isTrue();
        assertThat(List.of(before, after))
                .allSatisfy(client -> assertThat(client.written.toString()).matches("(: \n\n){8,}end"));
    }

    @Test
    void aTickThatFailsIsMadeUpFor() {
        AtomicBoolean failing = new AtomicBoolean();
        Keepalive keepalive = new Keepalive(
                Duration.ofSeconds(5),
                () -> {
                    if (failing.get()) {
                        throw new IllegalStateException("No time, says the test.");
                    }
                    return BEGINNING.plus(passed);
                },
                () -> started + passed.toNanos());
        List<Client> clients = List.of(new Client(keepalive, Duration.ofSeconds(20)), new Client(keepalive, LONG));
        failing.set(true);
        pass(keepalive, Duration.ofSeconds(10));
        failing.set(false);
        pass(keepalive, Duration.ofSeconds(11));
        assertThat(clients.getFirst().stream.isClosed()).isTrue();
        assertThat(clients.getLast().written.toString()).matches("(: \\n\\n){2,}");
    }

    @Test
    void aSilentStreamGetsAComment() {
        Keepalive keepalive = keepalive(Duration.ofSeconds(20));
        Client client = new Client(keepalive, LONG);
        pass(keepalive, Duration.ofSeconds(19));
        assertThat(client.written).isEmpty();
        pass(keepalive, Duration.ofSeconds(2));
        assertThat(client.written.toString()).isEqualTo(": \n\n");
    }

    @Test
    void withoutAHeartbeatThereIsSilence() {
        Keepalive keepalive = keepalive(Duration.ZERO);
        Client client = new Client(keepalive, LONG);
        pass(keepalive, Duration.ofMinutes(10));
        assertThat(client.written).isEmpty();
    }

    @Test
    void aStreamThatIsOverIsLeftAlone() {
        Keepalive keepalive = keepalive(Duration.ofSeconds(2));
        Client client = new Client(keepalive, LONG);
        client.stream.end(StreamEnd.FINISHED);
        pass(keepalive, Duration.ofSeconds(10));
        assertThat(client.written.toString()).isEqualTo("end");
    }

    @RepeatedTest(10)
    void everyDeadlineIsMetAndNeverMissed(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Keepalive keepalive = keepalive(Duration.ZERO);
        List<Client> clients = new ArrayList<>();
        for (int second = 0; second < 400; second++) {
            if (random.nextInt(3) == 0) {
                clients.add(new Client(keepalive, Duration.ofMillis(2000 + random.nextInt(200_000))));
            }
            pass(keepalive, Duration.ofSeconds(1));
            Instant now = BEGINNING.plus(passed);
            for (Client client : clients) {
                boolean ended = client.written.toString().equals("end");
                if (!now.isBefore(client.deadline)) {
                    assertThat(ended).as("at its deadline").isTrue();
                } else if (now.plusSeconds(4).isBefore(client.deadline)) {
                    assertThat(ended).as("long before its deadline").isFalse();
                }
            }
        }
    }

    @Test
    void ticksThatDidNotComeForLongLoseNobody() {
        Keepalive keepalive = keepalive(Duration.ZERO);
        List<Client> clients = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            clients.add(new Client(keepalive, Duration.ofSeconds(i)));
        }
        passed = passed.plus(Duration.ofHours(1));
        Client late = new Client(keepalive, Duration.ofSeconds(10));
        keepalive.tick();
        pass(keepalive, Duration.ofSeconds(10));
        assertThat(clients)
                .allSatisfy(client -> assertThat(client.written.toString()).isEqualTo("end"));
        assertThat(late.written.toString()).isEqualTo("end");
    }

    @Test
    void aClockThatJumpsIsNoticedWithinTheSilence() {
        Duration[] jumped = {Duration.ZERO};
        Keepalive keepalive = new Keepalive(
                Duration.ofSeconds(20), () -> BEGINNING.plus(passed).plus(jumped[0]), () -> started + passed.toNanos());
        Client client = new Client(keepalive, Duration.ofHours(1));
        jumped[0] = Duration.ofHours(2);
        pass(keepalive, Duration.ofSeconds(21));
        assertThat(client.written.toString()).isEqualTo("end");
    }
}
