package dev.wellspring.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.EventStreamReader.Message;
import org.junit.jupiter.api.Test;

/** The examples of the HTML standard, so that the reader the other tests trust can be trusted. */
class EventStreamReaderTest {

    @Test
    void joinsDataLines() {
        assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n").messages())
                .containsExactly(new Message("message", "YHOO\n+2\n10", ""));
    }

    @Test
    void followsTheExampleOfFourBlocks() {
        EventStreamReader reader =
                read(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n");
        assertThat(reader.messages())
                .containsExactly(
                        new Message("message", "first event", "1"), new Message("message", "second event", ""));
        assertThat(reader.comments()).containsExactly("test stream");
        assertThat(reader.betweenEvents()).isFalse();
    }

    @Test
    void dispatchesEmptyDataButNotTheUnfinishedBlock() {
        assertThat(read("data\n\ndata\ndata\n\ndata:").messages())
                .containsExactly(new Message("message", "", ""), new Message("message", "\n", ""));
    }

    @Test
    void takesAllLineEndsAndOneByteOrderMark() {
        assertThat(read("\uFEFFdata: a\r\rdata: b\r\n\r\ndata: c\n\n").messages())
                .extracting(Message::data)
                .containsExactly("a", "b", "c");
    }

    @Test
    void ignoresIdsWithNulAndOddRetries() {
        EventStreamReader reader = read("id: 1\n\nid: 2\0\nretry: 1000x\nretry: -1\nretry:\ndata: x\n\nretry: 7\n\n");
        assertThat(reader.lastEventId()).isEqualTo("1");
        assertThat(reader.reconnectionTime()).isEqualTo(7);
    }

    private static EventStreamReader read(String stream) {
        return new EventStreamReader().feed(stream.getBytes(UTF_8));
    }
}
