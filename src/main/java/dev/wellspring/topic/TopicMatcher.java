package dev.wellspring.topic;

/**
 * Selects topics: a type and a pattern. Two matchers of one hub are equal if and only if both are equal, so that subscribers who asked for the
 * same can be served together.
 *
 * <p>Immutable and thread-safe. Matching takes time linear in the length of the topic and never fails.
 */
public sealed interface TopicMatcher permits AnyTopic, ExactTopic, UrlPatternMatcher, TopicSelector {
    /** The pattern that selects every topic, whatever the type. No topic may be published under this name. */
    String WILDCARD = "*";

    MatcherType type();

    /** Returns the pattern as it was written. */
    String pattern();

    /** Tells whether this matcher selects the topic. */
    boolean matches(String topic);
}
