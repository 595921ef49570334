package dev.wellspring.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    @Test
    void topicsComeBackAsTheyWere() {
        List<String> topics = List.of("a", "", "3:abc", "1:", ":", "泉🚰", "line\nbreak", "\u0000");

        assertThat(Topics.split(Topics.join(topics))).isEqualTo(topics);
        assertThat(Topics.join(List.of("a/b", "c"))).isEqualTo("3:a/b1:c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3:ab", ":a", "1:ab", "-1:a", "99999999999:a", "2147483647:a", "1"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Topics.split(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
