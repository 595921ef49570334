package dev.wellspring.web;

import java.util.Set;

/**
 * Which web pages of other origins may read our answers.
 *
 * @param origins the origins, each as a browser sends it ({@code https://example.com}, no path, no final slash); or
 *     {@code *} for all
 */
public record AllowedOrigins(Set<String> origins) {

    /** A host name has at most 253 characters; what is longer is no origin, and would burst the answer's headers. */
    private static final int LONGEST = 300;

    /** @throws IllegalArgumentException if an entry is neither {@code *} nor an origin */
    public AllowedOrigins {
        origins = Set.copyOf(origins);
        for (String origin : origins) {
            if (!origin.equals("*") && !origin.matches("[a-z][a-z0-9+.-]*://[^/?#\\s]+")) {
                throw new IllegalArgumentException("'" + origin
                        + "' is not an origin: write scheme://host or scheme://host:port, or * for all, or none.");
            }
        }
    }

    /** The origins of a setting, in which {@code none} stands for no origin at all. */
    public static AllowedOrigins of(Set<String> setting) {
        return new AllowedOrigins(setting.equals(Set.of("none")) ? Set.of() : setting);
    }

    /** Whether every origin is allowed, known or not. */
    public boolean isAny() {
        return origins.contains("*");
    }

    /** Whether pages of this origin are allowed. */
    public boolean allow(String origin) {
        return origin.length() <= LONGEST && (origins.contains("*") || origins.contains(origin));
    }
}
