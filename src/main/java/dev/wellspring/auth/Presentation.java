package dev.wellspring.auth;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a request may carry its token, besides the {@code Authorization} header.
 *
 * @param cookie the cookie for tokens of either generation
 * @param classicCookie the cookie for classic tokens only, looked at after the other
 * @param classicQuery whether a classic token may be in the query, where logs and histories keep it
 * @param publishOrigins the origins whose pages may publish with a cookie: each an origin, an origin with one {@code *}
 *     for a part of the host or for the port, or {@code *} for every origin
 */
public record Presentation(String cookie, String classicCookie, boolean classicQuery, List<String> publishOrigins) {
    private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** The protocol's cookie names, no token in the query, nobody publishes with a cookie. */
    public static final Presentation DEFAULT =
            new Presentation("__Secure-mercure_access_token", "mercureAuthorization", false, List.of());

    /** @throws IllegalArgumentException if a name is none for a cookie, both are the same, or an origin is none */
    public Presentation {
        publishOrigins = List.copyOf(publishOrigins);
        for (String name : List.of(cookie, classicCookie)) {
            if (!COOKIE_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a cookie.");
            }
        }
        if (cookie.equals(classicCookie)) {
            throw new IllegalArgumentException("The two cookies need two names, as the rules for them differ.");
        }
        for (String origin : publishOrigins) {
            OriginRule.parse(origin);
        }
    }
}
