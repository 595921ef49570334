package dev.wellspring.auth;

import dev.wellspring.auth.jose.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The registered claims of a token, read the same way for both generations.
 *
 * <p>A time is a number of seconds, perhaps with a fraction; a text that looks like a number, or one of milliseconds,
 * is a mistake of the issuer's and is said so rather than taken for a date in the year 50000.
 */
record TokenClaims(Json.Members members) {
    /** The end of the year 9999; a time in milliseconds passes it in 1978. */
    private static final double LATEST_SECOND = 253_402_300_799d;

    /**
     * Returns when the token ends.
     *
     * @throws InvalidToken if that is no time, or not in the future
     */
    Optional<Instant> endAfter(InstantSource clock) {
        Optional<Instant> end = time("exp");
        end.ifPresent(instant -> requireFuture(instant, clock));
        return end;
    }

    /** @throws InvalidToken if the instant is not in the future: a token ends at its {@code exp} and not after it */
    static void requireFuture(Instant end, InstantSource clock) {
        if (!end.isAfter(clock.instant())) {
            throw new InvalidToken("The token has expired: its exp was " + end + ".");
        }
    }

    /** @throws InvalidToken if the token is not valid yet, give or take a difference of clocks */
    void requireBegun(InstantSource clock, Duration tolerance) {
        time("nbf").ifPresent(begin -> {
            if (begin.minus(tolerance).isAfter(clock.instant())) {
                throw new InvalidToken("The token is not valid yet: its nbf is " + begin + ".");
            }
        });
    }

    /**
     * Returns the issuer.
     *
     * @throws InvalidToken if there is none
     */
    String issuer() {
        return members.string("iss")
                .orElseThrow(() -> new InvalidToken("The token has no iss, or it is not a string."));
    }

    /** @throws InvalidToken if the token is not for this hub */
    void requireAudience(String resource) {
        Json audience = members.member("aud").orElseThrow(() -> new InvalidToken("The token has no aud."));
        List<Json> all = audience instanceof Json.Elements several ? several.inOrder() : List.of(audience);
        boolean contained = false;
        for (Json one : all) {
            if (!(one instanceof Json.Text name)) {
                throw new InvalidToken("The aud of the token is neither a string nor an array of strings.");
            }
            contained |= name.value().equals(resource);
        }
        if (!contained) {
            throw new InvalidToken(
                    "The aud of the token does not contain the resource identifier of this hub, " + resource + ".");
        }
    }

    Optional<String> subject() {
        return members.string("sub");
    }

    private Optional<Instant> time(String claim) {
        return members.member(claim).map(value -> {
            if (!(value instanceof Json.Numeral number)) {
                throw new InvalidToken("The " + claim + " of the token is not a number.");
            }
            double seconds = Double.parseDouble(number.text());
            if (!(Math.abs(seconds) <= LATEST_SECOND)) {
                throw new InvalidToken(
                        "The " + claim + " of the token is beyond the year 9999: it must be in seconds.");
            }
            return Instant.ofEpochSecond((long) Math.floor(seconds));
        });
    }
}
