package dev.wellspring.topic;

import java.util.Optional;

/**
 * A selector of the classic protocol: selects the topic that is the same string and, if it is a URI Template, every topic that may be an
 * expansion of it. A selector that is not a valid template is a plain string, <code>{invalid</code> too.
 */
final class TopicSelector implements TopicMatcher {
    private final String pattern;
    private final Optional<UriTemplate> template;

    TopicSelector(String pattern) {
        this.pattern = pattern;
        this.template = pattern.indexOf('{') < 0 ? Optional.empty() : UriTemplate.parse(pattern);
    }

    @Override
    public MatcherType type() {
        return MatcherType.TEMPLATE;
    }

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public boolean matches(String topic) {
        return pattern.equals(topic) || template.filter(it -> it.matches(topic)).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicSelector that && pattern.equals(that.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return "template " + pattern;
    }
}
