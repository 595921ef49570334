package dev.wellspring.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import org.jspecify.annotations.Nullable;

/**
 * What a test needs of the machine it runs on: a program, or a right. Where that is missing the test is skipped, except in
 * continuous integration (the environment variable {@code CI} is set): nobody reads there what was skipped, so it fails.
 */
public final class Prerequisite {

    private Prerequisite() {}

    /** Goes on only if it is there. */
    public static void require(boolean there, String sentenceIfNot) {
        if (!there) {
            missing(sentenceIfNot);
        }
    }

    /** Ends the test. */
    public static void missing(String sentence) {
        missing(sentence, System.getenv("CI"));
    }

    /** @param ci the environment variable; null if there is none */
    static void missing(String sentence, @Nullable String ci) {
        if (ci != null && !ci.isEmpty() && !ci.equals("false")) {
            throw new AssertionError(sentence + " In continuous integration nothing may be missing.");
        }
        abort(sentence);
    }
}
