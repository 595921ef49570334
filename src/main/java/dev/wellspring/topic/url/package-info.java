/**
 * URLs as browsers understand them: the part of the <a href="https://url.spec.whatwg.org/">WHATWG URL Standard</a> that topic matching
 * needs.
 *
 * <p>{@link dev.wellspring.topic.url.Url} is a parsed URL, {@link dev.wellspring.topic.url.Canonical} brings a single component into the
 * form it has inside one. {@code java.net.URI} is not used: it follows RFC 2396, so it refuses spaces and non-ASCII text, keeps dot
 * segments, backslashes and upper-case hosts, and two hubs would disagree about which topic is reserved.
 *
 * <p>Nothing here performs I/O or keeps state; every class may be used from any thread.
 */
@NullMarked
package dev.wellspring.topic.url;

import org.jspecify.annotations.NullMarked;
