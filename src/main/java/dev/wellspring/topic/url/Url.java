package dev.wellspring.topic.url;

import org.jspecify.annotations.Nullable;

/**
 * A URL, parsed and in canonical form: lower-case scheme and domain, no default port, no dot segments, everything that must be percent-encoded
 * encoded. An immutable value.
 *
 * @param scheme without its colon
 * @param host a domain in ASCII form, an IPv4 address, an IPv6 address in brackets, or an opaque host; null when there is none
 * @param port the port, or -1 for none and for the scheme's default
 * @param opaque whether the path is one opaque string, as in {@code urn:isbn:0}, which nothing can be relative to
 * @param path the whole path as text, beginning with a slash unless it is opaque or empty
 * @param query without its question mark; null when there is none
 * @param fragment without its number sign; null when there is none
 * @see <a href="https://url.spec.whatwg.org/#concept-url">URL Standard, URL record</a>
 */
public record Url(
        String scheme,
        String username,
        String password,
        @Nullable String host,
        int port,
        boolean opaque,
        String path,
        @Nullable String query,
        @Nullable String fragment) {

    /**
     * Parses an absolute URL.
     *
     * @throws InvalidUrl if the standard refuses it
     */
    public static Url parse(String text) {
        return UrlParser.parse(text, null);
    }

    /**
     * Parses a URL reference as seen from this URL.
     *
     * @throws InvalidUrl if the standard refuses it
     */
    public Url resolve(String reference) {
        return UrlParser.parse(reference, this);
    }

    boolean isSpecial() {
        return Scheme.isSpecial(scheme);
    }

    Url withTail(@Nullable String newQuery, @Nullable String newFragment) {
        return new Url(scheme, username, password, host, port, opaque, path, newQuery, newFragment);
    }

    Url withPath(String newPath) {
        return new Url(scheme, username, password, host, port, false, newPath, query, fragment);
    }
}
