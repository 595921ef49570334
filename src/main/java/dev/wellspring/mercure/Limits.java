package dev.wellspring.mercure;

/**
 * How much one request may ask for.
 *
 * @param bodyBytes the largest body
 * @param topics the most topics of an update
 * @param matchers the most matchers, or classic selectors, of a connection
 * @param patternBytes the longest pattern, in bytes of UTF-8
 */
public record Limits(int bodyBytes, int topics, int matchers, int patternBytes) {

    /** @throws IllegalArgumentException if a limit is not positive */
    public Limits {
        if (bodyBytes < 1 || topics < 1 || matchers < 1 || patternBytes < 1) {
            throw new IllegalArgumentException("Every limit of a request must be at least 1.");
        }
    }
}
