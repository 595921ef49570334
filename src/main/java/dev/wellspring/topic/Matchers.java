package dev.wellspring.topic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wellspring.topic.url.Url;

/**
 * Makes the {@link TopicMatcher}s of one hub. Compiled patterns are remembered, within a bound on the memory they take, as the same few patterns
 * arrive with every connection. Thread-safe.
 */
public final class Matchers {
    private static final long REMEMBERED_SIZE = 1_000_000;
    private static final int ENTRY_OVERHEAD = 100;

    private final TopicUrls topics;
    private final Cache<Source, Compiled> compiled;

    private record Source(MatcherType type, String pattern) {}

    /**
     * @param size roughly how many instructions the matcher's programs have
     */
    private record Compiled(TopicMatcher matcher, int size) {}

    /**
     * @param hubUrl the absolute URL of the hub, which relative patterns and topics are relative to
     * @throws dev.wellspring.topic.url.InvalidUrl if it is not an absolute URL
     */
    public Matchers(String hubUrl) {
        this.topics = new TopicUrls(Url.parse(hubUrl));
        this.compiled = Caffeine.newBuilder()
                .maximumWeight(REMEMBERED_SIZE)
                .weigher((Source source, Compiled entry) ->
                        entry.size() + source.pattern().length() + ENTRY_OVERHEAD)
                // Maintenance on the caller's thread: a task in the common pool would outlive the web application.
                .executor(Runnable::run)
                .build();
    }

    /**
     * Returns the matcher of a type for a pattern.
     *
     * @throws InvalidMatcher if the type does not allow the pattern, or it would cost too much to match
     */
    public TopicMatcher matcher(MatcherType type, String pattern) {
        if (pattern.equals(TopicMatcher.WILDCARD)) {
            return new AnyTopic(type);
        }
        return switch (type) {
            case EXACT -> new ExactTopic(pattern);
            case URL_PATTERN ->
                compiled.get(new Source(type, pattern), this::compileUrlPattern).matcher();
            case TEMPLATE ->
                compiled.get(new Source(type, pattern), this::compileSelector).matcher();
        };
    }

    /** Returns the matcher for one topic, or for every topic if it is {@code *}. */
    public TopicMatcher exact(String topic) {
        return matcher(MatcherType.EXACT, topic);
    }

    /**
     * Returns the matcher for a URL Pattern, relative to the hub.
     *
     * @throws InvalidMatcher if it is malformed or would cost too much to match
     */
    public TopicMatcher urlPattern(String pattern) {
        return matcher(MatcherType.URL_PATTERN, pattern);
    }

    /**
     * Returns the matcher for a selector of the classic protocol.
     *
     * @throws InvalidMatcher if it is a template that would cost too much to match; a malformed template is a plain string
     */
    public TopicMatcher selector(String selector) {
        return matcher(MatcherType.TEMPLATE, selector);
    }

    private Compiled compileUrlPattern(Source source) {
        var urlPattern = UrlPattern.compile(source.pattern(), topics.hubUrl());
        return new Compiled(new UrlPatternMatcher(source.pattern(), urlPattern, topics), urlPattern.size());
    }

    private Compiled compileSelector(Source source) {
        return new Compiled(
                new TopicSelector(source.pattern()), source.pattern().length());
    }
}
