package dev.wellspring.auth;

import dev.wellspring.topic.TopicMatcher;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Actions on topics, as one object of a token grants them.
 *
 * @param actions what is allowed, as far as this hub knows it
 * @param topics the matchers of the topics it is allowed on
 * @param payload what to tell others about the subscriptions it covers, as JSON text; null for nothing
 */
record Grant(
        Set<Action> actions,
        List<TopicMatcher> topics,
        @Nullable String payload) {
    Grant {
        actions = Set.copyOf(actions);
        topics = List.copyOf(topics);
    }

    boolean covers(String topic) {
        return topics.stream().anyMatch(matcher -> matcher.matches(topic));
    }
}
