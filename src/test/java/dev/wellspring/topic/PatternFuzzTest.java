package dev.wellspring.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;

/**
 * Patterns, a line, and topics, a line each: a pattern is compiled or refused, a topic is selected or not, and neither
 * takes long. As long as the hub lets them be.
 */
class PatternFuzzTest {

    private static final int LONGEST_PATTERN = 4096;

    private final Matchers matchers = new Matchers("https://hub.example.com/.well-known/mercure");
    private final ReservedNamespace reserved = new ReservedNamespace("https://hub.example.com/.well-known/mercure");

    @FuzzTest
    @Timeout(5)
    void anyLines(byte[] bytes) {
        String[] lines = new String(bytes, UTF_8).split("\n", 8);
        String pattern = lines[0].substring(0, Math.min(lines[0].length(), LONGEST_PATTERN));
        for (MatcherType type : MatcherType.values()) {
            TopicMatcher matcher;
            try {
                matcher = matchers.matcher(type, pattern);
            } catch (InvalidMatcher refused) {
                assertThat(refused.getMessage()).isNotBlank().doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
                assertThat(type).isNotEqualTo(MatcherType.EXACT);
                continue;
            }
            assertThat(matcher.pattern()).isEqualTo(pattern);
            assertThat(matcher.type()).isEqualTo(type);
            Arrays.stream(lines).forEach(topic -> selects(matcher, topic));
        }
        Arrays.stream(lines).forEach(reserved::contains);
    }

    private static void selects(TopicMatcher matcher, String topic) {
        boolean selected = matcher.matches(topic);
        assertThat(matcher.matches(topic)).as("asked again").isEqualTo(selected);
        boolean same = matcher.pattern().equals(topic) || matcher.pattern().equals(TopicMatcher.WILDCARD);
        switch (matcher.type()) {
            case EXACT -> assertThat(selected).isEqualTo(same);
            case TEMPLATE -> {
                if (same || !matcher.pattern().contains("{")) {
                    assertThat(selected).isEqualTo(same);
                }
            }
            case URL_PATTERN -> {
                if (matcher.pattern().equals(TopicMatcher.WILDCARD)) {
                    assertThat(selected).isTrue();
                }
            }
        }
    }
}
