package dev.wellspring.topic;

/** Selects every topic. The type is kept because the protocol shows it to those who list subscriptions. */
record AnyTopic(MatcherType type) implements TopicMatcher {
    @Override
    public String pattern() {
        return WILDCARD;
    }

    @Override
    public boolean matches(String topic) {
        return true;
    }
}
