package dev.wellspring.mercure.contract;

import static dev.wellspring.mercure.contract.HubServer.SUBSCRIPTIONS;
import static dev.wellspring.mercure.contract.HubServer.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol says about who gets what, for topics and patterns of a small world, so that it takes a few lines:
 * patterns are compared with topics segment by segment, and a variable is one segment.
 */
final class PrivacyModel {

    private static final String[] TOPICS = {
        "a",
        "b",
        "/x/1",
        "https://localhost/x/1",
        "https://e.com/1",
        "https://e.com/2",
        "https://e.com/1/c",
        "e/{id}",
        "e/7"
    };
    private static final String[] EXACT = {"a", "b", "/x/1", "https://e.com/1", "https://e.com/2", "e/{id}", "*"};
    private static final String[] URL_PATTERNS = {
        "https://e.com/:x",
        "https://e.com/:x/c",
        "https://e.com/2",
        "/x/:y",
        "https://localhost/x/:y",
        "*",
        SUBSCRIPTIONS + "/:t/:m/:s",
        SUBSCRIPTIONS + "/exact/:m/:s",
        SUBSCRIPTIONS + "/:t/:m"
    };
    private static final String[] SELECTORS = {
        "a",
        "https://e.com/{x}",
        "https://e.com/{x}/c",
        "e/{id}",
        "{broken",
        "*",
        SUBSCRIPTIONS,
        SUBSCRIPTIONS + "{/topic}{/subscriber}",
        SUBSCRIPTIONS + "/{topic}/{subscriber}"
    };

    private PrivacyModel() {}

    enum Type {
        EXACT("match"),
        URL_PATTERN("match_urlpattern"),
        SELECTOR("topic");

        private final String parameter;

        Type(String parameter) {
            this.parameter = parameter;
        }
    }

    record Matcher(Type type, String pattern) {

        boolean matches(String topic) {
            return pattern.equals("*")
                    || switch (type) {
                        case EXACT -> pattern.equals(topic);
                        case URL_PATTERN ->
                            fits(
                                    absolute(pattern).split("/", -1),
                                    absolute(topic).split("/", -1),
                                    ':',
                                    1);
                        case SELECTOR -> pattern.equals(topic) || isExpansion(topic);
                    };
        }

        private boolean isExpansion(String topic) {
            String slashes = "{/topic}{/subscriber}";
            if (pattern.endsWith(slashes)) {
                String base = pattern.substring(0, pattern.length() - slashes.length());
                return topic.startsWith(base) && topic.substring(base.length()).matches("(/[^/]*){0,2}");
            }
            return fits(pattern.split("/", -1), topic.split("/", -1), '{', 0);
        }

        private static boolean fits(String[] pattern, String[] topic, char variable, int least) {
            boolean fits = pattern.length == topic.length;
            for (int i = 0; fits && i < pattern.length; i++) {
                boolean isVariable =
                        !pattern[i].isEmpty() && pattern[i].charAt(0) == variable && !pattern[i].equals("{broken");
                // The one topic with braces in it is no expansion of anything.
                fits = isVariable
                        ? topic[i].length() >= least && topic[i].matches("[A-Za-z0-9._~%-]*")
                        : pattern[i].equals(topic[i]);
            }
            return fits;
        }

        private static String absolute(String reference) {
            return reference.contains("://")
                    ? reference
                    : "https://localhost" + (reference.startsWith("/") ? reference : "/.well-known/" + reference);
        }
    }

    /**
     * Somebody who reads.
     *
     * @param token null for none
     * @param classic whether the token is classic
     * @param grants what the token grants
     * @param asked what it subscribes to
     */
    record Reader(@Nullable String token, boolean classic, List<Matcher> grants, List<Matcher> asked) {

        boolean mayReceive(List<String> topics) {
            return matches(grants, topics);
        }

        boolean selects(List<String> topics) {
            return matches(asked, topics);
        }

        private static boolean matches(List<Matcher> matchers, List<String> topics) {
            return topics.stream().anyMatch(topic -> matchers.stream().anyMatch(it -> it.matches(topic)));
        }

        String query() {
            return asked.stream()
                    .map(it -> form(it.type().parameter, it.pattern()))
                    .collect(Collectors.joining("&"));
        }

        @Override
        public String toString() {
            return "a reader of " + asked + ", granted " + (token == null ? "nothing" : grants);
        }
    }

    static List<String> topics(Random random) {
        return some(random, 1, 3, () -> one(random, TOPICS));
    }

    static Reader reader(Random random) {
        List<Matcher> asked = some(random, 1, 3, () -> matcher(random, one(random, Type.values())));
        if (random.nextInt(3) == 0) {
            asked.add(new Matcher(Type.EXACT, "*"));
        }
        return switch (random.nextInt(5)) {
            case 0 -> new Reader(null, false, List.of(), asked);
            case 1, 2 -> {
                List<Matcher> selectors = some(random, 0, 3, () -> matcher(random, Type.SELECTOR));
                yield new Reader(classic(selectors), true, selectors, asked);
            }
            default -> {
                List<Matcher> granted =
                        some(random, 0, 3, () -> matcher(random, random.nextBoolean() ? Type.EXACT : Type.URL_PATTERN));
                if (random.nextInt(4) == 0) {
                    granted.add(new Matcher(Type.EXACT, SUBSCRIPTIONS));
                }
                yield new Reader(modern(random, granted), false, granted, asked);
            }
        };
    }

    private static String classic(List<Matcher> selectors) {
        return Tokens.classic(
                List.of("*"), selectors.stream().map(Matcher::pattern).toList());
    }

    /** With everything in it that must not grant anything: another action, another type, the claim of the others. */
    private static String modern(Random random, List<Matcher> granted) {
        List<String> details = new ArrayList<>();
        for (Matcher matcher : granted) {
            details.add(
                    matcher.type() == Type.EXACT
                            ? Tokens.grant("subscribe", matcher.pattern())
                            : Tokens.pattern("subscribe", matcher.pattern()));
        }
        details.add(random.nextInt(details.size() + 1), Tokens.grant("publish", "*"));
        details.add("{\"type\":\"other\",\"actions\":[\"subscribe\"],\"topics\":[{\"match\":\"*\"}]}");
        return Tokens.signed("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", """
                {"iss":"%s","aud":"%s","exp":%d,"mercure":{"subscribe":["*"]},"authorization_details":%s}""".formatted(
                        Tokens.ISSUER, Tokens.AUDIENCE, Tokens.YEAR_2100, details));
    }

    private static Matcher matcher(Random random, Type type) {
        return new Matcher(
                type,
                one(
                        random,
                        switch (type) {
                            case EXACT -> EXACT;
                            case URL_PATTERN -> URL_PATTERNS;
                            case SELECTOR -> SELECTORS;
                        }));
    }

    private static <T> T one(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    private static <T> List<T> some(Random random, int least, int most, Supplier<T> one) {
        List<T> all = new ArrayList<>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            all.add(one.get());
        }
        return all;
    }
}
