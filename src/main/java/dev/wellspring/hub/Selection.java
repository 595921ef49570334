package dev.wellspring.hub;

import dev.wellspring.topic.TopicMatcher;
import java.util.List;

/**
 * What a subscriber gets: the updates that its matchers select, the private ones among them only with a grant.
 *
 * <p>Two subscribers with equal selections get exactly the same updates, which is what makes an audience of them.
 *
 * @param matchers what it asked for; any of them selecting any topic of an update is enough
 * @param grants what private updates it may receive; any of them selecting any topic is enough, not necessarily the
 *     topic the matcher selected
 */
public record Selection(List<TopicMatcher> matchers, List<TopicMatcher> grants) {

    /** Copies both lists. */
    public Selection {
        matchers = List.copyOf(matchers);
        grants = List.copyOf(grants);
    }

    /**
     * Whether a subscriber with this selection gets the update. A canary reaches those alone who name it, and not those who
     * asked for everything: it is no news to anybody.
     */
    public boolean admits(Update update) {
        if (update.isCanary()) {
            return matchers.stream()
                    .anyMatch(
                            matcher -> matcher.pattern().equals(update.topics().getFirst()));
        }
        return selects(matchers, update) && mayReceive(update);
    }

    /** Whether a subscriber with this selection may receive the update, if one of its matchers selects it. */
    boolean mayReceive(Update update) {
        return !update.isPrivate() || selects(grants, update);
    }

    private static boolean selects(List<TopicMatcher> any, Update update) {
        for (TopicMatcher matcher : any) {
            for (String topic : update.topics()) {
                if (matcher.matches(topic)) {
                    return true;
                }
            }
        }
        return false;
    }
}
