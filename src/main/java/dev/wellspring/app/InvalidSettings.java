package dev.wellspring.app;

import java.util.List;

/** Settings that the application cannot start with; the message names them all, each with what to write instead. */
final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSettings(List<String> problems) {
        super(
                "Wellspring does not start, because of its settings:\n  " + String.join("\n  ", problems),
                null,
                false,
                false);
    }
}
