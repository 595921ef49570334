package dev.wellspring.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is wrong with the settings, collected until all of them were looked at. Of several problems with one variable the
 * first is kept. For use by one thread.
 */
final class Problems {

    private static final int LONGEST_QUOTE = 120;

    private final Map<String, String> found = new LinkedHashMap<>();

    /** A variable whose value must not be repeated, or is not what is wrong. */
    void add(String variable, String advice) {
        found.putIfAbsent(variable, variable + ": " + advice);
    }

    /** A variable whose value is wrong. */
    void add(String variable, String value, String advice) {
        found.putIfAbsent(variable, variable + "=" + quotable(value) + ": " + advice);
    }

    /**
     * What is made of a value; nothing if it cannot be made.
     *
     * @param making throws an {@link IllegalArgumentException} whose message says what is allowed
     */
    <T> Optional<T> check(String variable, Object value, Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException e) {
            add(variable, value.toString(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The same for a value that must not be repeated. */
    <T> Optional<T> checkSecret(String variable, Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException e) {
            add(variable, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** @throws InvalidSettings if there are any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidSettings(List.copyOf(found.values()));
        }
    }

    /** On one line of the log, and not a screenful. */
    private static String quotable(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
