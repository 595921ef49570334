package dev.wellspring.hub;

import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.TopicMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * Which audiences does an update concern? Asking every one would cost as much as there are audiences, for every update.
 * So the exact matchers, which most subscriptions are, are looked up; and what the patterns make of a topic is
 * remembered for the topics published last, and kept right as audiences come and go. What is left per update is to check
 * the grants of the few audiences found.
 */

/**
 * All audiences there are, found by selection and by topic.
 *
 * <p>Not thread-safe: used under the dispatcher's lock.
 */
final class Audiences {

    private static final int REMEMBERED_TOPICS = 1_000;

    private final Map<Selection, Audience> bySelection = new HashMap<>();
    private final Map<String, Set<Audience>> byExactTopic = new HashMap<>();
    private final Set<Audience> withPatterns = new HashSet<>();
    private final Map<String, Set<Audience>> patternsOfTopic = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<Audience>> eldest) {
            return size() > REMEMBERED_TOPICS;
        }
    };

    /** Filled anew for each update: with thousands of audiences a list of its own would be an update's largest part. */
    private final List<Audience> admitting = new ArrayList<>();

    private long update; // a number for each update that was asked about

    static boolean isExact(TopicMatcher matcher) {
        return matcher.type() == MatcherType.EXACT && !matcher.pattern().equals(TopicMatcher.WILDCARD);
    }

    Collection<Audience> all() {
        return bySelection.values();
    }

    int size() {
        return bySelection.size();
    }

    /** The audience of this selection, a new one if there is none yet. */
    Audience of(Selection selection) {
        return bySelection.computeIfAbsent(selection, this::index);
    }

    private Audience index(Selection selection) {
        Audience audience = new Audience(selection);
        for (TopicMatcher matcher : selection.matchers()) {
            if (isExact(matcher)) {
                byExactTopic
                        .computeIfAbsent(matcher.pattern(), topic -> new HashSet<>(2))
                        .add(audience);
            } else if (withPatterns.add(audience)) {
                patternsOfTopic.forEach((topic, found) -> {
                    if (audience.hasPatternFor(topic)) {
                        found.add(audience);
                    }
                });
            }
        }
        return audience;
    }

    /** Forgets an audience that nobody is left in. */
    void remove(Audience audience) {
        bySelection.remove(audience.selection());
        for (TopicMatcher matcher : audience.selection().matchers()) {
            byExactTopic.computeIfPresent(matcher.pattern(), (topic, found) -> {
                found.remove(audience);
                return found.isEmpty() ? null : found;
            });
        }
        if (withPatterns.remove(audience)) {
            patternsOfTopic.values().forEach(found -> found.remove(audience));
        }
    }

    /** The audiences that get this update, each once. Holds until the next one is asked about. */
    List<Audience> admitting(Update asked) {
        admitting.clear();
        update++;
        for (String topic : asked.topics()) {
            addFrom(byExactTopic.getOrDefault(topic, Set.of()), asked);
            addFrom(patternsOfTopic.computeIfAbsent(topic, this::matchPatterns), asked);
        }
        return admitting;
    }

    private void addFrom(Set<Audience> candidates, Update asked) {
        for (Audience candidate : candidates) {
            if (candidate.isNewFor(update) && admits(candidate.selection(), asked)) {
                admitting.add(candidate);
            }
        }
    }

    /** A matcher has selected the update: it was looked up by that. So only grants are left to be asked, but for a canary. */
    private static boolean admits(Selection candidate, Update asked) {
        return asked.isCanary() ? candidate.admits(asked) : candidate.mayReceive(asked);
    }

    private Set<Audience> matchPatterns(String topic) {
        Set<Audience> found = new HashSet<>();
        for (Audience audience : withPatterns) {
            if (audience.hasPatternFor(topic)) {
                found.add(audience);
            }
        }
        return found;
    }
}
