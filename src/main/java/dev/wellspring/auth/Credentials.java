package dev.wellspring.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about who sent it. {@code toString} tells nothing of it.
 *
 * @param authorization the values of all {@code Authorization} headers
 * @param cookies all cookies in the order they were sent
 * @param queryTokens the values of all {@code authorization} parameters in the query
 * @param safe whether the method is safe (GET, HEAD, QUERY), so that a page of another site gains nothing by causing it
 * @param origin the {@code Origin} header; null if there is none
 * @param referer the {@code Referer} header; null if there is none
 */
public record Credentials(
        List<String> authorization,
        List<Cookie> cookies,
        List<String> queryTokens,
        boolean safe,
        @Nullable String origin,
        @Nullable String referer) {

    /** One cookie, its value as it was sent. */
    public record Cookie(String name, String value) {
        @Override
        public String toString() {
            return "Cookie[" + name + "]";
        }
    }

    /** Copies the lists. */
    public Credentials {
        authorization = List.copyOf(authorization);
        cookies = List.copyOf(cookies);
        queryTokens = List.copyOf(queryTokens);
    }

    @Override
    public String toString() {
        return "Credentials[]";
    }
}
