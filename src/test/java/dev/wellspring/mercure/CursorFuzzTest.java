package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wellspring.history.Durability;
import dev.wellspring.history.MemoryEventLog;
import dev.wellspring.history.SqliteEventLog;
import dev.wellspring.history.SqliteSettings;
import dev.wellspring.hub.Cursor;
import dev.wellspring.hub.EventLog;
import dev.wellspring.hub.ResumePoint;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.EventStreamReader;
import jakarta.json.Json;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The header {@code Last-Event-ID}: whatever it says, the log knows it if and only if it is an id it has given or taken,
 * and what it says comes back as it was.
 */
class CursorFuzzTest {

    private static final Retention MUCH = new Retention(1_000, 1 << 20, Duration.ofDays(1));
    private static final List<String> OF_PUBLISHERS = List.of("a", "A", "0", "a b", "é", "a\"b", "50%", "urn:uuid:x");

    @TempDir
    private static Path directory;

    private static List<EventLog> logs;
    private static final Map<EventLog, Map<String, Long>> PLACES = new HashMap<>();

    private final SealedIds ids = new SealedIds(new byte[16], 0x1234_5678_9ABC_DEF0L);

    @BeforeAll
    static void open() {
        logs = List.of(
                new MemoryEventLog(MUCH, AppendLimits.DEFAULT, InstantSource.system()),
                new SqliteEventLog(
                        new SqliteSettings(
                                directory.resolve("log.db"),
                                Durability.INTERVAL,
                                Duration.ofSeconds(1),
                                MUCH,
                                AppendLimits.DEFAULT),
                        InstantSource.system()));
        for (EventLog log : logs) {
            Map<String, Long> places = new HashMap<>();
            for (String id : OF_PUBLISHERS) {
                places.put(id, append(log, id));
                append(log, null);
                log.readAfter(EventLog.START, 100).forEach(it -> places.putIfAbsent(it.id(), it.sequence()));
            }
            PLACES.put(log, places);
        }
    }

    private static long append(EventLog log, String id) {
        return log.append(new Update(List.of("a"), "", false, id, null, null))
                .join()
                .sequence();
    }

    @AfterAll
    static void close() {
        logs.forEach(EventLog::close);
    }

    @FuzzTest
    @Timeout(10)
    void anyHeader(byte[] header) {
        String id = RequestParts.text(new String(header, ISO_8859_1));
        Cursor cursor = cursor(id);
        assertThat(cursor)
                .isEqualTo(
                        switch (id) {
                            case "" -> new Cursor.Live();
                            case "earliest" -> new Cursor.Earliest();
                            default -> new Cursor.After(id);
                        });
        assertThat(RequestParts.text(RequestParts.headerValue(id))).isEqualTo(id);
        ids.open(id).ifPresent(place -> assertThat(ids.seal(place)).isEqualTo(id));
        for (EventLog log : logs) {
            Long place = PLACES.get(log).get(id);
            assertThat(log.find(id)).isEqualTo(place == null ? OptionalLong.empty() : OptionalLong.of(place));
        }
        gapTells(id);
    }

    private static Cursor cursor(String header) {
        var parameters = new Parameters(List.of(
                new Parameters.Pair("match", "a"),
                new Parameters.Pair("last_event_id", "the header counts before it")));
        return SubscriptionRequest.read(
                        parameters,
                        header,
                        HubAddress.of(HubAddress.UNKNOWN).matchers(),
                        new Limits(1_000, 10, 10, 100))
                .cursor();
    }

    private static void gapTells(String requested) {
        var reader = new EventStreamReader().feed(GapEvent.lost(new ResumePoint.Lost(requested)));
        assertThat(reader.messages()).hasSize(1);
        assertThat(reader.messages().getFirst().type()).isEqualTo("wellspring-gap");
        assertThat(reader.messages().getFirst().lastEventId()).isEmpty();
        try (var json =
                Json.createReader(new StringReader(reader.messages().getFirst().data()))) {
            assertThat(json.readObject().getString("requested")).isEqualTo(requested);
        }
    }
}
