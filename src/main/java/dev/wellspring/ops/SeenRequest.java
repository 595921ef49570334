package dev.wellspring.ops;

import dev.wellspring.web.AllowedOrigins;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What of a browser's request has arrived here, behind whatever stands between: the browser knows what it sent.
 *
 * <p>Nothing in it is a secret: everything comes from the request itself, from the clock, or from settings that anybody
 * could find out by asking the hub.
 *
 * @param answer a name of this answer alone; one that is seen twice came from a cache
 * @param time the time here, in milliseconds since 1970
 * @param heartbeat after how many milliseconds of silence streams of the hub get a comment; zero for never
 * @param url the address of the application as this server believes it to be
 * @param origin the {@code Origin} of the request
 * @param lastEventId the {@code Last-Event-ID} of the request
 * @param cookie the value of the doctor's cookie in the request
 * @param newCookie the value that the answer sets
 * @param cors what the settings say about the page that was asked about; null if none was
 */
@JsonbPropertyOrder({"answer", "time", "heartbeat", "url", "origin", "lastEventId", "cookie", "newCookie", "cors"})
public record SeenRequest(
        String answer,
        long time,
        long heartbeat,
        String url,
        @Nullable String origin,
        @Nullable String lastEventId,
        @Nullable String cookie,
        String newCookie,
        @Nullable Cors cors) {

    /**
     * Which answers pages of an origin may read.
     *
     * @param page the origin
     * @param allowed whether they may read answers at all
     * @param cookies whether they may read the hub's answers to requests that carry cookies
     */
    @JsonbPropertyOrder({"page", "allowed", "cookies"})
    public record Cors(String page, boolean allowed, boolean cookies) {

        static Cors of(String page, AllowedOrigins origins) {
            boolean allowed = origins.allow(page);
            return new Cors(page, allowed, allowed && !origins.isAny());
        }
    }
}
