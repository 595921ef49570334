package dev.wellspring.web;

import java.util.Set;

/**
 * Which web pages of other origins may read our answers.
 *
 * @param origins the origins, each as a browser sends it ({@code https://example.com}, no path, no final slash); or
 *     {@code *} for all
 */
public record AllowedOrigins(Set<String> origins) {

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

    /** Whether pages of this origin are allowed. */
    public boolean allow(String origin) {
        return origins.contains("*") || origins.contains(origin);
    }
}
