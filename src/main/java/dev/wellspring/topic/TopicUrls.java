package dev.wellspring.topic;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.wellspring.topic.url.InvalidUrl;
import dev.wellspring.topic.url.Url;
import java.util.Optional;

/**
 * Topics as URLs seen from the hub. One update is held against many matchers, so a topic is parsed once and remembered for a while; memory is
 * bounded by the characters of what is remembered. Thread-safe.
 */
final class TopicUrls {
    private static final long REMEMBERED_CHARACTERS = 1_000_000;
    private static final int ENTRY_OVERHEAD = 100;

    private final Url hubUrl;
    private final LoadingCache<String, Optional<Url>> urls;

    TopicUrls(Url hubUrl) {
        this.hubUrl = hubUrl;
        this.urls = Caffeine.newBuilder()
                .maximumWeight(REMEMBERED_CHARACTERS)
                .weigher((String topic, Optional<Url> url) -> topic.length() + ENTRY_OVERHEAD)
                // Maintenance on the caller's thread: a task in the common pool would outlive the web application.
                .executor(Runnable::run)
                .build(this::resolve);
    }

    Url hubUrl() {
        return hubUrl;
    }

    /** Returns the topic as a URL, empty if it is none. */
    Optional<Url> parse(String topic) {
        return urls.get(topic);
    }

    private Optional<Url> resolve(String topic) {
        try {
            return Optional.of(hubUrl.resolve(topic));
        } catch (InvalidUrl notAUrl) {
            // Any string may be a topic; one that is no URL is simply out of reach of URL patterns.
            return Optional.empty();
        }
    }
}
