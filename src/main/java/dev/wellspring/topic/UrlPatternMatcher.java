package dev.wellspring.topic;

/** Selects the topics that, as URLs seen from the hub, match a URL Pattern. A topic that is no URL is never selected. */
final class UrlPatternMatcher implements TopicMatcher {
    private final String pattern;
    private final UrlPattern urlPattern;
    private final TopicUrls topics;

    UrlPatternMatcher(String pattern, UrlPattern urlPattern, TopicUrls topics) {
        this.pattern = pattern;
        this.urlPattern = urlPattern;
        this.topics = topics;
    }

    @Override
    public MatcherType type() {
        return MatcherType.URL_PATTERN;
    }

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public boolean matches(String topic) {
        return topics.parse(topic).filter(urlPattern::test).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UrlPatternMatcher that
                && pattern.equals(that.pattern)
                && topics.hubUrl().equals(that.topics.hubUrl());
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return "urlpattern " + pattern;
    }
}
