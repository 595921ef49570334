package dev.wellspring.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/** What every refusal has to look like. */
final class Sentences {
    /** RFC 6750, section 3: what error_description may have. */
    private static final Pattern DESCRIPTION = Pattern.compile("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    private Sentences() {}

    static void fit(Throwable refusal) {
        assertThat(refusal).isInstanceOf(AccessRefused.class).hasNoCause();
        assertThat(refusal.getStackTrace()).isEmpty();
        assertThat(refusal.getMessage()).matches(DESCRIPTION).endsWith(".").hasSizeLessThan(200);
        assertThat(refusal.getMessage()).doesNotContain(Hub.SECRET).doesNotContain("eyJ");
    }
}
