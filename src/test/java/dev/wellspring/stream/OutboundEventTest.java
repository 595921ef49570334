package dev.wellspring.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundEventTest {

    private final Sse sse = StreamFeature.sse();

    @Test
    void newEventIsDataAsPlainText() {
        OutboundSseEvent event = sse.newEvent("消息 0");
        assertThat(event.getData()).isEqualTo("消息 0");
        assertThat(event.getType()).isEqualTo(String.class);
        assertThat(event.getGenericType()).isEqualTo(String.class);
        assertThat(event.getMediaType()).isEqualTo(MediaType.TEXT_PLAIN_TYPE);
        assertThat(event.getId()).isNull();
        assertThat(event.getName()).isNull();
        assertThat(event.getComment()).isNull();
        assertThat(event.isReconnectDelaySet()).isFalse();
        assertThat(event.getReconnectDelay()).isEqualTo(SseEvent.RECONNECT_NOT_SET);
    }

    @Test
    void newEventTakesANameToo() {
        OutboundSseEvent event = sse.newEvent("start", "x");
        assertThat(event.getName()).isEqualTo("start");
        assertThat(event.getData()).isEqualTo("x");
    }

    @Test
    void anythingTheProtocolAllowsCanBeBuiltAlone() {
        assertThat(sse.newEventBuilder().reconnectDelay(3000).build().getReconnectDelay())
                .isEqualTo(3000);
        assertThat(sse.newEventBuilder().id("7").build().getId()).isEqualTo("7");
        assertThat(sse.newEventBuilder().comment("c").build().getComment()).isEqualTo("c");
        assertThat(sse.newEventBuilder().name("n").build().getName()).isEqualTo("n");
        assertThat(sse.newEventBuilder().data("").build().getData()).isEqualTo("");
    }

    @Test
    void aReconnectDelayOfZeroIsSetAndANegativeOneIsNot() {
        assertThat(sse.newEventBuilder().reconnectDelay(0).build().isReconnectDelaySet())
                .isTrue();
        OutboundSseEvent event = sse.newEventBuilder()
                .data("x")
                .reconnectDelay(5)
                .reconnectDelay(-7)
                .build();
        assertThat(event.isReconnectDelaySet()).isFalse();
        assertThat(event.getReconnectDelay()).isEqualTo(SseEvent.RECONNECT_NOT_SET);
    }

    @Test
    void nothingAtAllIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sse.newEventBuilder().build());
    }

    @Test
    void whatCouldNotBeSentIsRefusedWhereItIsBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        sse.newEventBuilder().id("1\ndata: evil").data("x").build())
                .withMessageNotContaining("evil");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sse.newEventBuilder().name("a\rb").data("x").build());
    }

    @Test
    void theTypesOfTheDataAreKept() {
        GenericType<List<String>> strings = new GenericType<>() {};
        OutboundSseEvent generic = sse.newEventBuilder()
                .data(strings, List.of("a"))
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .build();
        assertThat(generic.getType()).isEqualTo(List.class);
        assertThat(generic.getGenericType()).isEqualTo(strings.getType());
        assertThat(generic.getMediaType()).isEqualTo(MediaType.APPLICATION_JSON_TYPE);

        OutboundSseEvent declared = sse.newEventBuilder().data(Number.class, 1).build();
        assertThat(declared.getType()).isEqualTo(Number.class);
        OutboundSseEvent plain = sse.newEventBuilder().data(1).build();
        assertThat(plain.getType()).isEqualTo(Integer.class);
    }

    @Test
    void aBuiltEventDoesNotChangeWithItsBuilder() {
        OutboundSseEvent.Builder builder = sse.newEventBuilder().id("1").data("a");
        OutboundSseEvent first = builder.build();
        OutboundSseEvent second = builder.id("2").build();
        assertThat(first.getId()).isEqualTo("1");
        assertThat(second.getId()).isEqualTo("2");
    }
}
