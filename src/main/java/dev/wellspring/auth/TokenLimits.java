package dev.wellspring.auth;

/**
 * How large a token may be. Whoever signs tokens may be trusted and still be wrong, and an unsigned one is read before
 * it is refused.
 *
 * @param length characters of the token
 * @param details Mercure objects in {@code authorization_details}
 * @param matchers matchers in all of them together
 * @param selectors selectors in a classic token
 * @param patternBytes bytes of one pattern or selector in UTF-8
 */
public record TokenLimits(int length, int details, int matchers, int selectors, int patternBytes) {
    /** 16384 characters, 100 objects, 100 matchers, 1000 selectors, 4096 bytes. */
    public static final TokenLimits DEFAULT = new TokenLimits(16 * 1024, 100, 100, 1000, 4096);

    /** @throws IllegalArgumentException if one of them is less than one, or the length more than a header can be */
    public TokenLimits {
        if (length < 1 || details < 1 || matchers < 1 || selectors < 1 || patternBytes < 1) {
            throw new IllegalArgumentException("Every limit on tokens is 1 or more.");
        }
        if (length > 1_000_000) {
            throw new IllegalArgumentException("A token may have 1000000 characters at most.");
        }
    }
}
