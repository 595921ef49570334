package dev.wellspring.auth;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from publishing with the cookie of their visitor: such a request must come from an allowed
 * origin.
 *
 * <p>The {@code Origin} header decides; the origin of the {@code Referer} does where there is none. {@code Origin:
 * null} (a sandboxed frame, a local file, some redirects) and values that are no origin are refused even if every
 * origin is allowed, and {@code Referer} is not asked then: a browser that sends such an {@code Origin} has said that
 * it will not tell. A request with neither header is refused too.
 */
final class CrossSiteGuard {
    private final List<OriginRule> rules;

    CrossSiteGuard(List<String> publishOrigins) {
        this.rules = publishOrigins.stream().map(OriginRule::parse).toList();
    }

    /** @throws InvalidRequest if the request may have been caused by a page that must not */
    void check(Credentials credentials) {
        Optional<String> origin = originOf(credentials.origin(), credentials.referer());
        if (origin.isEmpty()) {
            throw new InvalidRequest("A request that publishes with a cookie must tell its origin, and the header that"
                    + " decides is null or no origin; send the token in the Authorization header instead.");
        }
        if (rules.stream().noneMatch(rule -> rule.allows(origin.get()))) {
            throw new InvalidRequest("The origin of this page is not among those allowed to publish with a cookie; let"
                    + " the operator add it, or send the token in the Authorization header.");
        }
    }

    private static Optional<String> originOf(@Nullable String origin, @Nullable String referer) {
        if (origin != null) {
            return OriginRule.canonical(origin);
        }
        if (referer != null) {
            return OriginRule.originOf(referer);
        }
        throw new InvalidRequest("A request that publishes with a cookie needs an Origin or Referer header; outside of"
                + " browsers, send the token in the Authorization header.");
    }
}
