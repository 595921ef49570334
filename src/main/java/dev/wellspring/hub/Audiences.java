package dev.wellspring.hub;

import dev.wellspring.topic.MatcherType;
import dev.wellspring.topic.TopicMatcher;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

    /** The audiences that get this update, each once. */
    Set<Audience> admitting(Update update) {
        Set<Audience> admitting = new LinkedHashSet<>();
        for (String topic : update.topics()) {
            add(admitting, byExactTopic.getOrDefault(topic, Set.of()), update);
            add(admitting, patternsOfTopic.computeIfAbsent(topic, this::matchPatterns), update);
        }
        return admitting;
    }

    private static void add(Set<Audience> admitting, Set<Audience> candidates, Update update) {
        for (Audience candidate : candidates) {
            // A public update goes to everyone its topic was looked up for; only grants are left to be asked.
            if (!update.isPrivate() || candidate.selection().admits(update)) {
                admitting.add(candidate);
            }
        }
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
