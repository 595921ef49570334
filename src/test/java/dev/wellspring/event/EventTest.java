package dev.wellspring.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "secret\r", "secret\r\ndata: evil", "\nsecret", "sec\0ret", "\0"})
    void anIdThatWouldLeaveItsLineIsRefusedWithoutBeingQuoted(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Event(null, id, null, null, "x"))
                .withMessageContaining("The id of an event")
                .withMessageNotContainingAny("secret", "evil", "sec", "\n", "\r", "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "secret\r", "secret\r\ndata: evil", "\nsecret", "sec\0ret", "\0"})
    void aNameThatWouldLeaveItsLineIsRefusedWithoutBeingQuoted(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Event(null, null, name, null, "x"))
                .withMessageContaining("The name of an event")
                .withMessageNotContainingAny("secret", "evil", "sec", "\n", "\r", "\0");
    }

    @Test
    void theMessageSaysWhereTheLineBreakIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Event(null, "abc\nd", null, null, null))
                .withMessageContaining("position 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "0", "…", "<script>", "a:b", "urn:uuid:5e94c686-2c0b-4f9b-958c-92ccc3bbb4eb", "\u2028"})
    void anIdMayHoldEverythingElse(String id) {
        assertThat(new Event(null, id, null, null, null).id()).isEqualTo(id);
    }

    @Test
    void anEventOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Event(null, null, null, null, null));
    }

    @Test
    void aNegativeReconnectionTimeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Event(null, null, null, -1L, null));
        assertThat(new Event(null, null, null, 0L, null).retry()).isZero();
    }

    @Test
    void dataAndCommentMayHoldLineBreaksAndNul() {
        assertThat(Event.data("a\r\nb\0").data()).isEqualTo("a\r\nb\0");
        assertThat(Event.comment("a\r\nb\0").comment()).isEqualTo("a\r\nb\0");
    }
}
