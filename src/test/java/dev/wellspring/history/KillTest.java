package dev.wellspring.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.LoggedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that is killed at a random time, again and again: {@code -Dwellspring.history.kills=100} for a long run. */
@Timeout(1_200)
class KillTest {

    private static final int KILLS = Integer.getInteger("wellspring.history.kills", 3);

    private static final String STARTING = "starting";

    private record Acknowledged(long sequence, String data, String id) {
        static Acknowledged parse(String line) {
            String[] parts = line.split(" ", 3);
            return new Acknowledged(Long.parseLong(parts[0]), parts[1], parts[2]);
        }
    }

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void everyAcknowledgedUpdateIsThereInOrderOnce(Durability durability) throws Exception {
        Path file = directory.resolve("history.db");
        Random random = new Random();
        long checked = EventLog.START;
        long acknowledgedInAll = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            List<Acknowledged> acknowledged = publishAndKill(file, durability, "run-" + kill, random.nextInt(400));
            killWhileItStarts(file, durability, random.nextInt(600));
            acknowledgedInAll += acknowledged.size();

            try (SqliteEventLog log = Logs.sqlite(file)) {
                List<LoggedUpdate> stored = Logs.readAll(log, checked).stream()
                        .filter(one -> !one.update().data().startsWith(STARTING))
                        .toList();
                assertThat(stored).extracting(LoggedUpdate::sequence).isSorted();
                assertThat(stored.getFirst().sequence()).isGreaterThan(checked);
                check(log, stored, acknowledged);
                checked = log.head().last();
                assertThat(checked).isGreaterThanOrEqualTo(stored.getLast().sequence());
            }
        }
        try (SqliteEventLog log = Logs.sqlite(file)) {
            assertThat(log.head().count())
                    .isGreaterThanOrEqualTo(acknowledgedInAll)
                    .isEqualTo(Logs.readAll(log).size());
        }
        System.out.println(durability + ": " + KILLS + " kills, " + acknowledgedInAll + " acknowledged, none lost");
    }

    private static void killWhileItStarts(Path file, Durability durability, int millis) throws Exception {
        try (ChildHub _ = ChildHub.start(file, durability, STARTING)) {
            Thread.sleep(millis);
        }
    }

    private static List<Acknowledged> publishAndKill(Path file, Durability durability, String run, int millis)
            throws Exception {
        List<Acknowledged> acknowledged = new ArrayList<>();
        try (ChildHub hub = ChildHub.start(file, durability, run)) {
            acknowledged.add(Acknowledged.parse(hub.nextLine()));
            Thread killer = Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(millis);
                    hub.kill();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            String line = hub.nextLine();
            for (String next = hub.nextLine(); next != null; next = hub.nextLine()) {
                // The last line may be cut off, so only those that another one follows count.
                acknowledged.add(Acknowledged.parse(line));
                line = next;
            }
            killer.join();
        }
        return acknowledged;
    }

    private static void check(EventLog log, List<LoggedUpdate> stored, List<Acknowledged> acknowledged) {
        Map<Long, LoggedUpdate> byPlace = new HashMap<>();
        Set<String> payloads = new HashSet<>();
        Map<String, Integer> newestOf = new HashMap<>();
        for (LoggedUpdate one : stored) {
            String data = one.update().data();
            byPlace.put(one.sequence(), one);
            assertThat(payloads.add(data)).as("once: " + data).isTrue();
            int slash = data.lastIndexOf('/');
            int number = Integer.parseInt(data.substring(slash + 1));
            Integer before = newestOf.put(data.substring(0, slash), number);
            assertThat(number).as("in order: " + data).isEqualTo(before == null ? 0 : before + 1);
        }
        for (Acknowledged one : acknowledged) {
            LoggedUpdate found = byPlace.get(one.sequence());
            assertThat(found).as("acknowledged: " + one).isNotNull();
            assertThat(found.update().data()).isEqualTo(one.data());
            assertThat(found.id()).isEqualTo(one.id());
        }
        Acknowledged any = acknowledged.get(acknowledged.size() / 2);
        assertThat(log.find(any.id())).hasValue(any.sequence());
    }
}
