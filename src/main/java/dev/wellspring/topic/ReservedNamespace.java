package dev.wellspring.topic;

import dev.wellspring.topic.url.InvalidUrl;
import dev.wellspring.topic.url.Url;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The topics that only the hub itself may publish to: every one whose path is the hub's path or below it, on whatever host. Thread-safe.
 *
 * <p>The path is compared after everything a browser or proxy would see through: dot segments, backslashes, percent-encoded letters.
 */
public final class ReservedNamespace {
    private static final Pattern ENCODED_UNRESERVED =
            Pattern.compile("%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|5[Ff]|6[1-9A-Fa-f]|7[0-9Aa]|7[Ee])");

    private final Url hubUrl;
    private final String hubPath;

    /**
     * @param hubUrl the absolute URL of the hub
     * @throws InvalidUrl if it is not an absolute URL
     */
    public ReservedNamespace(String hubUrl) {
        this.hubUrl = Url.parse(hubUrl);
        this.hubPath = decoded(this.hubUrl.path());
    }

    /** Tells whether the topic, as a URL reference seen from the hub, is in the namespace. A topic that is no URL is not. */
    public boolean contains(String topic) {
        String path;
        try {
            path = decoded(hubUrl.resolve(topic).path());
        } catch (InvalidUrl notAUrl) {
            return false;
        }
        return path.equals(hubPath) || path.startsWith(hubPath + "/");
    }

    private static String decoded(String path) {
        return ENCODED_UNRESERVED.matcher(path).replaceAll(ReservedNamespace::character);
    }

    private static String character(MatchResult encoded) {
        return Character.toString(Integer.parseInt(encoded.group(1), 16));
    }
}
