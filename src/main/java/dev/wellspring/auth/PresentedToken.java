package dev.wellspring.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token of a request, and where it was found.
 *
 * @param text the token, not yet looked at
 * @param place where it was
 */
record PresentedToken(String text, Place place) {
    /** RFC 6750, section 2.1; what a scheme is, and that its case does not matter, is in RFC 9110. */
    private static final Pattern BEARER = Pattern.compile("bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    enum Place {
        HEADER,
        COOKIE,
        CLASSIC_COOKIE,
        QUERY;

        /** Whether only a classic token may be here. */
        boolean isClassicOnly() {
            return this == CLASSIC_COOKIE || this == QUERY;
        }

        /** Whether browsers send it by themselves, whichever page causes the request. */
        boolean isSentByBrowsers() {
            return this == COOKIE || this == CLASSIC_COOKIE;
        }
    }

    /**
     * Finds the token of a request. The first place that has one decides, even if what is there is no good: falling
     * back to another would let whoever plants a cookie choose who the request is from.
     *
     * @throws InvalidRequest if the place that decides has no token, or several
     */
    static Optional<PresentedToken> in(Credentials credentials, Presentation presentation) {
        if (!credentials.authorization().isEmpty()) {
            return Optional.of(new PresentedToken(bearer(credentials.authorization()), Place.HEADER));
        }
        if (presentation.classicQuery() && !credentials.queryTokens().isEmpty()) {
            return Optional.of(new PresentedToken(only(credentials.queryTokens()), Place.QUERY));
        }
        return cookie(credentials, presentation.cookie(), Place.COOKIE)
                .or(() -> cookie(credentials, presentation.classicCookie(), Place.CLASSIC_COOKIE));
    }

    private static String bearer(List<String> headers) {
        if (headers.size() > 1) {
            throw new InvalidRequest("The request has more than one Authorization header.");
        }
        Matcher matcher = BEARER.matcher(headers.getFirst());
        if (!matcher.matches()) {
            throw new InvalidRequest("The Authorization header is not of the form: Bearer, a space, the token.");
        }
        return matcher.group(1);
    }

    private static String only(List<String> tokens) {
        if (tokens.size() > 1) {
            throw new InvalidRequest("The request has more than one authorization parameter.");
        }
        return tokens.getFirst();
    }

    /** Of several cookies with one name browsers send that with the longest path first. */
    private static Optional<PresentedToken> cookie(Credentials credentials, String name, Place place) {
        return credentials.cookies().stream()
                .filter(cookie -> cookie.name().equals(name))
                .findFirst()
                .map(cookie -> new PresentedToken(cookie.value(), place));
    }

    /** Returns its SHA-256, by which it can be known again without being kept. */
    String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }

    @Override
    public String toString() {
        return "PresentedToken[" + place + "]";
    }
}
