/**
 * Which topics a matcher selects.
 *
 * <p>A {@linkplain dev.wellspring.topic.TopicMatcher matcher} is a type and a pattern, as a subscriber asked for it or a token grants it.
 * {@link dev.wellspring.topic.Matchers} makes them, against the URL of the hub:
 *
 * <pre>
 *   "*"                                    every topic, whatever the type
 *   exact       https://example.com/a      that very string
 *   urlpattern  https://example.com/:x     WHATWG URL Pattern: topics are resolved and compared as URLs
 *   template    https://example.com/{x}    RFC 6570 URI Template, the selectors of the classic protocol
 * </pre>
 *
 * <p>Patterns come from strangers, so every one is compiled to expressions that match in linear time, and one whose program would be large is
 * refused. How long a pattern may be is the caller's decision.
 *
 * <p>Two rules about topics themselves live here because they need the same knowledge: {@link dev.wellspring.topic.ProtocolString}, the
 * characters a topic may have, and {@link dev.wellspring.topic.ReservedNamespace}, the topics that belong to the hub. What a URL is, is in
 * {@link dev.wellspring.topic.url}.
 *
 * <p>Everything in this room is immutable and may be used from any thread.
 */
@NullMarked
package dev.wellspring.topic;

import org.jspecify.annotations.NullMarked;
