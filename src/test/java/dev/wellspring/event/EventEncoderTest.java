package dev.wellspring.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wellspring.testing.EventStreamReader;
import dev.wellspring.testing.EventStreamReader.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventEncoderTest {

    static Stream<Arguments> events() {
        return Stream.of(
                arguments("plain", Event.data("消息 0"), "data: 消息 0\n\n"),
                arguments("empty data is an event", Event.data(""), "data: \n\n"),
                arguments("a space in front is kept", Event.data(" x"), "data:  x\n\n"),
                arguments("spaces alone are kept", Event.data("  "), "data:   \n\n"),
                arguments("LF", Event.data("a\nb"), "data: a\ndata: b\n\n"),
                arguments("CR is a line end too", Event.data("a\rb"), "data: a\ndata: b\n\n"),
                arguments("CRLF is one line end", Event.data("a\r\nb"), "data: a\ndata: b\n\n"),
                arguments("LFCR is two", Event.data("a\n\rb"), "data: a\ndata: \ndata: b\n\n"),
                arguments("CRCRLF is two", Event.data("a\r\r\nb"), "data: a\ndata: \ndata: b\n\n"),
                arguments("all mixed", Event.data("a\nb\rc\r\nd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
                arguments("final LF", Event.data("a\n"), "data: a\ndata: \n\n"),
                arguments("final CR", Event.data("a\r"), "data: a\ndata: \n\n"),
                arguments("final CRLF", Event.data("a\r\n"), "data: a\ndata: \n\n"),
                arguments("empty lines in front", Event.data("\n\nx"), "data: \ndata: \ndata: x\n\n"),
                arguments("a line break alone", Event.data("\n"), "data: \ndata: \n\n"),
                arguments(
                        "data that looks like fields",
                        Event.data("id: 9\n\nretry: 1"),
                        "data: id: 9\ndata: \ndata: retry: 1\n\n"),
                arguments("colon first", Event.data(":x"), "data: :x\n\n"),
                arguments("NUL is data", Event.data("a\0b"), "data: a\0b\n\n"),
                arguments(
                        "other line separators are text",
                        Event.data("a\u2028b\u0085c\u000Bd"),
                        "data: a\u2028b\u0085c\u000Bd\n\n"),
                arguments("a byte order mark is data", Event.data("\uFEFFx"), "data: \uFEFFx\n\n"),
                arguments("beyond the basic plane", Event.data("😀"), "data: 😀\n\n"),
                arguments("half a pair", Event.data("a\uD83Db"), "data: a?b\n\n"),
                arguments("the other half", Event.data("\uDE00"), "data: ?\n\n"),
                arguments("half a pair before a line break", Event.data("\uD83D\n\uDE00"), "data: ?\ndata: ?\n\n"),
                arguments("comment alone", Event.comment("heartbeat"), ": heartbeat\n\n"),
                arguments("empty comment", Event.comment(""), ": \n\n"),
                arguments("comment of lines", Event.comment("a\nb\rc\r\nd"), ": a\n: b\n: c\n: d\n\n"),
                arguments(
                        "comment that tries to be data", Event.comment("x\ndata: y\n\n"), ": x\n: data: y\n: \n: \n\n"),
                arguments("retry alone", new Event(null, null, null, 3000L, null), "retry: 3000\n\n"),
                arguments("retry of zero", new Event(null, null, null, 0L, null), "retry: 0\n\n"),
                arguments(
                        "longest retry",
                        new Event(null, null, null, Long.MAX_VALUE, null),
                        "retry: 9223372036854775807\n\n"),
                arguments("id alone", new Event(null, "7", null, null, null), "id: 7\n\n"),
                arguments("id reset", new Event(null, "", null, null, null), "id: \n\n"),
                arguments("id as UTF-8", new Event(null, "…", null, null, "x"), "id: …\ndata: x\n\n"),
                arguments("name alone", new Event(null, null, "update", null, null), "event: update\n\n"),
                arguments("empty name", new Event(null, null, "", null, "x"), "event: \ndata: x\n\n"),
                arguments("name with spaces", new Event(null, null, " a b ", null, "x"), "event:  a b \ndata: x\n\n"),
                arguments(
                        "everything, in order",
                        new Event("c", "1", "update", 3000L, "第一行\n第二行"),
                        ": c\nid: 1\nevent: update\nretry: 3000\ndata: 第一行\ndata: 第二行\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    void writesExactlyTheseBytes(String what, Event event, String wire) {
        assertThat(EventEncoder.encode(event)).as(what).isEqualTo(wire.getBytes(UTF_8));
    }

    @Test
    void numbersAreWrittenInAsciiDigitsWhateverTheLanguage() {
        // A locale with other digits must not reach the wire.
        assertThat(new String(EventEncoder.encode(new Event(null, null, null, 1234567L, null)), UTF_8))
                .isEqualTo("retry: 1234567\n\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096, 5 * 1024 * 1024})
    void dataOfAnyLengthArrivesWhole(int length) {
        String text = "x".repeat(length);

        byte[] bytes = EventEncoder.encode(Event.data(text));

        assertThat(bytes).hasSize(length + "data: \n\n".length());
        assertThat(new EventStreamReader().feed(bytes).messages()).containsExactly(new Message("message", text, ""));
    }

    @Test
    void eachEncodingIsAFreshArray() {
        Event event = Event.data("x");
        EventEncoder.encode(event)[0] = '!';
        assertThat(EventEncoder.encode(event)).startsWith('d');
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aClientRecoversExactlyWhatWasPutInHoweverTheStreamIsCut(long seed) {
        Random random = new Random(seed);
        Expectation expected = new Expectation();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Event event = randomEvent(random);
            expected.add(event);
            frames.add(EventEncoder.encode(event));
        }
        byte[] stream = concat(frames);

        EventStreamReader client = new EventStreamReader();
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            client.feed(stream, from, to);
            from = to;
        }

        assertThat(client.messages()).isEqualTo(expected.messages);
        assertThat(client.comments()).isEqualTo(expected.comments);
        assertThat(client.lastEventId()).isEqualTo(expected.lastEventId);
        assertThat(client.reconnectionTime()).isEqualTo(expected.reconnectionTime);
        assertThat(client.unknownFields()).isEmpty();
        assertThat(client.betweenEvents()).isTrue();
    }

    /** What the client must end up with, told from the events and not from their bytes. */
    private static final class Expectation {
        private final List<Message> messages = new ArrayList<>();
        private final List<String> comments = new ArrayList<>();
        private String lastEventId = "";
        private @Nullable Long reconnectionTime;

        void add(Event event) {
            if (event.comment() != null) {
                comments.addAll(Arrays.asList(asReceived(event.comment()).split("\n", -1)));
            }
            if (event.id() != null) {
                lastEventId = asReceived(event.id());
            }
            if (event.retry() != null) {
                reconnectionTime = event.retry();
            }
            if (event.data() != null) {
                String name = event.name() == null ? "" : asReceived(event.name());
                messages.add(new Message(name.isEmpty() ? "message" : name, asReceived(event.data()), lastEventId));
            }
        }

        private static String asReceived(String text) {
            String wellFormed = text.codePoints()
                    .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            return wellFormed.replace("\r\n", "\n").replace('\r', '\n');
        }
    }

    private static Event randomEvent(Random random) {
        while (true) {
            String comment = random.nextInt(4) == 0 ? text(random, true) : null;
            String id = random.nextInt(2) == 0 ? text(random, false) : null;
            String name = random.nextInt(3) == 0 ? text(random, false) : null;
            Long retry = random.nextInt(5) == 0 ? (Long) random.nextLong(0, Long.MAX_VALUE) : null;
            String data = random.nextInt(4) > 0 ? text(random, true) : null;
            if (comment != null || id != null || name != null || retry != null || data != null) {
                return new Event(comment, id, name, retry, data);
            }
        }
    }

    private static final String[] PIECES = {
        "a",
        "消",
        "😀",
        " ",
        ":",
        "data: ",
        "id: x",
        "event",
        "retry: 1",
        "\uFEFF",
        "\u2028",
        "\u0085",
        "\t",
        "é",
        "\uD83D",
        "\uDE00"
    };
    private static final String[] BREAKS = {"\n", "\r", "\r\n", "\n\n", "\0"};

    private static String text(Random random, boolean lines) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            String[] from = lines && random.nextInt(3) == 0 ? BREAKS : PIECES;
            text.append(from[random.nextInt(from.length)]);
        }
        return text.toString();
    }

    private static byte[] concat(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
