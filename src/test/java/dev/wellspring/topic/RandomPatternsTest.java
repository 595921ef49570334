package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Text without any sense, made of the characters that have a meaning somewhere: whatever it is, it is refused politely or works. */
class RandomPatternsTest {
    private static final String ALPHABET = "{}()[]*+?:\\/#.@%&-^$|,=!<>~_ '\"aAzx09cdQ\u00fc\u3002\uD83D\uDEB2\uD800\n";
    private static final int ROUNDS = 30_000;

    @Test
    void nothingButInvalidMatcherIsEverThrown() {
        var matchers = new Matchers("https://hub.example.com/.well-known/mercure");
        var reserved = new ReservedNamespace("https://hub.example.com/.well-known/mercure");
        int accepted = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            String prefix = random.nextBoolean() ? "https://" : "";
            String pattern = prefix + text(random);
            String topic = prefix + text(random);
            reserved.contains(topic);
            ProtocolString.violation(topic);
            for (MatcherType type : MatcherType.values()) {
                try {
                    matchers.matcher(type, pattern).matches(topic);
                    accepted++;
                } catch (InvalidMatcher refused) {
                    assertThat(refused.getMessage())
                            .as("seed %d", seed)
                            .startsWith("The ")
                            .endsWith(".");
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + pattern + " with " + topic, e);
                }
            }
        }
        assertThat(accepted).isGreaterThan(2 * ROUNDS);
    }

    private static String text(Random random) {
        return IntStream.range(0, random.nextInt(12))
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length()))))
                .collect(Collectors.joining());
    }
}
