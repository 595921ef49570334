package dev.wellspring.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An update as an event. */
class FrameTest {

    private static String frame(String data, @Nullable String type, @Nullable Long retry) {
        Update update = new Update(List.of("t"), data, false, "own", type, retry);
        Frame frame = Frame.of(new LoggedUpdate(5, "the-id", update));
        assertThat(frame.sequence()).isEqualTo(5);
        return new String(frame.bytes(), UTF_8);
    }

    @Test
    void hasTheFieldsThatAreSet() {
        assertThat(frame("a\nb", "news", 1500L))
                .isEqualTo("id: the-id\nevent: news\nretry: 1500\ndata: a\ndata: b\n\n");
        assertThat(frame("x", null, null)).isEqualTo("id: the-id\ndata: x\n\n");
    }

    @Test
    void leavesOutWhatSaysNothing() {
        assertThat(frame("", "", 0L)).isEqualTo("id: the-id\ndata: \n\n");
    }
}
