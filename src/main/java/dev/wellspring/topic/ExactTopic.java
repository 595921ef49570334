package dev.wellspring.topic;

/** Selects the one topic that is the same string: no URL is resolved, no character normalized. */
record ExactTopic(String pattern) implements TopicMatcher {
    @Override
    public MatcherType type() {
        return MatcherType.EXACT;
    }

    @Override
    public boolean matches(String topic) {
        return pattern.equals(topic);
    }
}
