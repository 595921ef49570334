package dev.wellspring.hub;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Selections and updates from a small world, so that they meet often. */
final class RandomTopics {

    private static final String[] EXACT = {"a", "b", "https://e.com/1", "https://e.com/2", "/x/1", "*", "e/{id}"};
    private static final String[] PATTERNS = {
        "https://e.com/:id", "/x/:id", "https://*.com/1", "https://hub.example/x/*", "*", "https://e.com/(1|3)"
    };
    private static final String[] SELECTORS = {"a", "https://e.com/{id}", "/x/{id}", "*", "e/{id}", "{invalid"};
    private static final String[] TOPICS = {
        "a",
        "b",
        "c",
        "https://e.com/1",
        "https://e.com/2",
        "https://e.com/3",
        "https://f.com/1",
        "/x/1",
        "/x/2",
        "https://hub.example/x/1",
        "e/{id}",
        "e/7",
        "{invalid",
        "not a url: ["
    };

    private RandomTopics() {}

    static TopicMatcher matcher(Random random, Matchers matchers) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> matchers.exact(one(random, EXACT));
            case 2, 3 -> matchers.urlPattern(one(random, PATTERNS));
            default -> matchers.selector(one(random, SELECTORS));
        };
    }

    static Selection selection(Random random, Matchers matchers) {
        return new Selection(
                matchers(random, matchers, 1 + random.nextInt(3)), matchers(random, matchers, random.nextInt(3)));
    }

    private static List<TopicMatcher> matchers(Random random, Matchers matchers, int count) {
        List<TopicMatcher> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(matcher(random, matchers));
        }
        return some;
    }

    /** A public or private update whose data is the number. */
    static Update update(Random random, int number) {
        List<String> topics = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            topics.add(one(random, TOPICS));
        }
        return new Update(topics, String.valueOf(number), random.nextBoolean(), null, null, null);
    }

    private static String one(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }
}
