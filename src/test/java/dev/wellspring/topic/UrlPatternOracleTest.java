package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.topic.UrlPatternOracle.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares our URL Patterns with an independent implementation, on generated patterns and topics. Another run of dice:
 * {@code -Dwellspring.seed=1 -Dwellspring.questions=50000}.
 */
class UrlPatternOracleTest {
    private static final int QUESTIONS = Integer.getInteger("wellspring.questions", 5_000);
    private static final long SEED = Long.getLong("wellspring.seed", 20_260_817L);

    /**
     * Where the polyfill is not the standard, or we are not. A disagreement must be explained by one of these; agreement is not asked for any.
     */
    private static final Map<String, Predicate<Question>> KNOWN_DIFFERENCES = Map.of(
            "the polyfill takes every host for a domain and every path for one with dot segments, whatever the scheme",
            question -> hasOtherScheme(question.pattern()) || hasOtherScheme(question.topic()),
            "the polyfill loses the first of two slashes in a path, or takes what follows for a host",
            question -> hasEmptySegment(question.pattern()) || hasEmptySegment(question.topic()),
            "the URL parser of Node 20 does not resolve dot segments behind one like .a",
            question -> hasHiddenDots(question.pattern()) || hasHiddenDots(question.topic()),
            "the polyfill accepts a backslash at the end that escapes nothing",
            question -> question.pattern().endsWith("\\"),
            "the polyfill, like Chromium, drops a second delimiter at the beginning of a query or fragment; the standard keeps it",
            question -> hasDoubleDelimiter(question.pattern()) || hasDoubleDelimiter(question.topic()),
            "the polyfill rejects a host or port with something behind it, such as a brace with the path in it; the standard ignores that",
            question -> question.pattern().matches("[^/]*://(\\{:sub\\.}\\?)?[^/?#]*(:\\d+\\\\[^?/]|\\{).*"),
            "classes of regular expressions are read here as with the v flag, plus an unescaped slash; the polyfill has the u flag",
            question -> question.pattern().matches(".*\\([^)]*\\[.*"));

    @Test
    void agreesWithThePolyfill() throws IOException, InterruptedException {
        var generated = new GeneratedPatterns(SEED);
        List<Question> questions =
                Stream.generate(generated::next).limit(QUESTIONS).toList();
        List<String> answers = UrlPatternOracle.answers(questions);
        assertThat(answers).hasSize(QUESTIONS);

        var unexplained = new ArrayList<String>();
        int agreements = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Question question = questions.get(i);
            String ours = answer(question);
            if (ours.equals(answers.get(i))) {
                agreements++;
            } else if (KNOWN_DIFFERENCES.values().stream().noneMatch(known -> known.test(question))) {
                unexplained.add(ours + " here, " + answers.get(i) + " there: " + question);
            }
        }
        assertThat(unexplained).as("-Dwellspring.seed=%d", SEED).isEmpty();
        assertThat(agreements).as("agreements").isGreaterThan(QUESTIONS * 97 / 100);
        assertThat(answers).as("the questions are worth asking").contains("match", "no match", "malformed");
    }

    private static boolean hasEmptySegment(String text) {
        return text.replaceFirst("://", "").matches(".*[/\\\\*][/\\\\{].*");
    }

    private static boolean hasOtherScheme(String text) {
        return text.contains("://") && !text.matches("(?i)(https?|http\\{s}\\?|:x|ws)://.*");
    }

    private static boolean hasHiddenDots(String text) {
        return text.matches(".*[/\\\\]\\.[^./\\\\].*[/\\\\]\\.{1,2}([/\\\\?#].*|$)");
    }

    private static boolean hasDoubleDelimiter(String text) {
        return text.matches(".*(\\\\?\\?[\\\\{]?\\?|#.*#).*");
    }

    private static String answer(Question question) {
        try {
            boolean matches =
                    new Matchers(question.base()).urlPattern(question.pattern()).matches(question.topic());
            return matches ? "match" : "no match";
        } catch (InvalidMatcher e) {
            return "malformed";
        }
    }
}
