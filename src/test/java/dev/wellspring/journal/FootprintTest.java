package dev.wellspring.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.hub.Update;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FootprintTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é", "泉", "🚰", "a é 泉 🚰", "\u07FF\u0800\uFFFF\u0000"})
    void textCountsAsUtf8(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;

        assertThat(Footprint.of(new Update(List.of("t"), text, false, null, null, null)))
                .isEqualTo(101 + bytes);
        assertThat(Footprint.of(new Update(List.of(text, text), text, true, text, text, 1L)))
                .isEqualTo(100 + 6L * bytes);
    }
}
