package dev.wellspring.tutorial;

import org.jspecify.annotations.Nullable;

/**
 * The number of the last message a client says it has seen.
 *
 * <p>What a client sends is anything: only ASCII digits, with white space around them, are an id of ours. Everything
 * else, as well as nothing, means that it has seen no message yet.
 *
 * @param number the number of the last message seen; -1 if none was, and never more than the largest there is
 */
record LastEventId(int number) {

    /**
     * Reads the header or the parameter.
     *
     * @param text what the client sent, of any length; null if it sent nothing
     * @param messages how many messages there are, so that larger numbers of any length need no arithmetic
     */
    static LastEventId parse(@Nullable String text, int messages) {
        String digits = text == null ? "" : text.strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new LastEventId(-1);
        }
        int value = 0;
        for (int i = 0; i < digits.length() && value < messages; i++) {
            value = value * 10 + (digits.charAt(i) - '0');
        }
        return new LastEventId(Math.min(value, messages - 1));
    }

    /** The number of the first message the client lacks. */
    int next() {
        return number + 1;
    }
}
