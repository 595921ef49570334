package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wellspring.hub.Update;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An update out of its form. */
class PublicationTest {

    private final Publication publication = new Publication(
            new Limits(1000, 3, 3, 100), HubAddress.of(HubAddress.UNKNOWN).reserved());

    private Update read(String form) {
        return publication.read(Parameters.parse(form.getBytes(UTF_8)));
    }

    @Test
    void readsAllFields() {
        assertThat(read("topic=a&topic=b&data=x%0Ay&private&id=i&type=t&retry=007&other=z"))
                .isEqualTo(new Update(List.of("a", "b"), "x\ny", true, "i", "t", 7L));
    }

    @Test
    void readsTheLeast() {
        assertThat(read("topic=a")).isEqualTo(new Update(List.of("a"), "", false, null, null, null));
        assertThat(read("topic=a&id=&type=&data=")).isEqualTo(read("topic=a"));
    }

    @Test
    void takesTheFirstOfWhatThereIsOnceOnly() {
        assertThat(read("topic=a&data=1&data=2&id=x&id=y").data()).isEqualTo("1");
        assertThat(read("topic=a&data=1&data=2&id=x&id=y").id()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data=x",
                "topic=*",
                "topic=a&topic=*",
                "topic=a%00",
                "topic=%E2%80%8B",
                "topic=/.well-known/mercure/x",
                "topic=",
                "topic=a&id=%23x",
                "topic=a&id=earliest",
                "topic=a&id=a%0Ab",
                "topic=a&type=mercure",
                "topic=a&type=a%0Db",
                "topic=a&retry=",
                "topic=a&retry=-1",
                "topic=a&retry=%D9%A1",
                "topic=a&retry=9999999999999999999"
            })
    void refuses(String form) {
        assertThatThrownBy(() -> read(form)).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void refusesTooManyTopics() {
        assertThat(read("topic=a&topic=b&topic=c").topics()).hasSize(3);
        assertThatThrownBy(() -> read("topic=a&topic=b&topic=c&topic=d")).isInstanceOf(TooLarge.class);
    }

    @Test
    void messagesNeverRepeatValues() {
        assertThatThrownBy(() -> read("topic=secret%00")).hasMessageNotContaining("secret");
    }
}
