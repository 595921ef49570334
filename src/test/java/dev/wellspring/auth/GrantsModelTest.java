package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random tokens grant what a reading of the protocol in a few lines, with patterns of one kind only, says they do. */
class GrantsModelTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> ACTIONS = List.of("publish", "subscribe", "delete");

    private record Matcher(String pattern, boolean url) {
        boolean matches(String topic) {
            return pattern.equals("*")
                    || (url ? topic.startsWith("https://e.com/") && fits(topic) : pattern.equals(topic));
        }

        private boolean fits(String topic) {
            String[] segments = topic.split("/", -1);
            String[] wanted = pattern.split("/", -1);
            boolean fits = segments.length == wanted.length;
            for (int i = 3; fits && i < wanted.length; i++) {
                fits = wanted[i].startsWith(":") ? !segments[i].isEmpty() : wanted[i].equals(segments[i]);
            }
            return fits;
        }

        String json() {
            return "{\"match\":\"" + pattern + "\"" + (url ? ",\"match_type\":\"urlpattern\"" : "") + "}";
        }
    }

    private record Detail(List<String> actions, List<Matcher> matchers, Optional<Integer> payload) {
        boolean grants(String action, String topic) {
            return actions.contains(action) && matchers.stream().anyMatch(it -> it.matches(topic));
        }

        String json() {
            return Hub.detail("\"actions\":"
                    + actions.stream().map(it -> "\"" + it + "\"").toList() + ",\"topics\":"
                    + matchers.stream().map(Matcher::json).toList()
                    + payload.map(it -> ",\"payload\":{\"n\":" + it + "}").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000})
    void modernGrantsAreThoseOfTheModel(long seed) {
        var random = new Random(seed);
        var hub = Hub.modern();
        for (int round = 0; round < 250; round++) {
            List<Detail> details = several(random, 0, 4, () -> detail(random));
            String claim = details.stream().map(Detail::json).collect(Collectors.joining(",", "[", "]"));
            Access subscriber = hub.subscribe(Hub.modernToken(Hub.claims(claim)));
            Access publisher = hub.publish(Hub.modernToken(Hub.claims(claim)));
            for (String topic :
                    several(random, 10, 10, () -> random.nextBoolean() ? path(random, false) : name(random))) {
                assertThat(subscriber.mayReceive(topic)).isEqualTo(granted(details, "subscribe", topic));
                assertThat(subscriber.mayReceive().stream().anyMatch(it -> it.matches(topic)))
                        .isEqualTo(granted(details, "subscribe", topic));
                assertThat(publisher.mayPublish(topic)).isEqualTo(granted(details, "publish", topic));
                assertThat(subscriber.payloadFor(topic)).isEqualTo(payload(details, topic));
            }
        }
    }

    private static boolean granted(List<Detail> details, String action, String topic) {
        return details.stream().anyMatch(it -> it.grants(action, topic));
    }

    private static Optional<String> payload(List<Detail> details, String topic) {
        for (Detail detail : details) {
            if (detail.grants("subscribe", topic)) {
                return detail.payload().map(it -> "{\"n\":" + it + "}");
            }
        }
        return Optional.empty();
    }

    private static Detail detail(Random random) {
        return new Detail(
                several(random, 1, 3, () -> ACTIONS.get(random.nextInt(3))),
                several(random, 1, 3, () -> matcher(random)),
                random.nextBoolean() ? Optional.of(random.nextInt(100)) : Optional.empty());
    }

    private static Matcher matcher(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Matcher("*", random.nextBoolean());
            case 1, 2 -> new Matcher(name(random), false);
            case 3, 4 -> new Matcher(path(random, false), false);
            default -> new Matcher(path(random, true), true);
        };
    }

    private static String name(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private static String path(Random random, boolean pattern) {
        var path = new StringBuilder("https://e.com");
        int segments = 1 + random.nextInt(3);
        for (int i = 0; i < segments; i++) {
            path.append('/').append(pattern && random.nextInt(3) == 0 ? ":x" + i : name(random));
        }
        return path.toString();
    }

    private static <T> List<T> several(Random random, int least, int most, Supplier<T> one) {
        List<T> all = new ArrayList<>();
        int count = least + random.nextInt(most - least + 1);
        for (int i = 0; i < count; i++) {
            all.add(one.get());
        }
        return all;
    }
}
