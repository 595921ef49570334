package dev.wellspring.auth.jose;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value as somebody sent it: what it means, and for numbers, objects and arrays the very text. Immutable. */
public sealed interface Json {

    /** An object. */
    record Members(String text, Map<String, Json> byName) implements Json {
        /** Returns the value of a member; a member that is {@code null} is present. */
        public Optional<Json> member(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        /** Returns the value of a member if it is a string. */
        public Optional<String> string(String name) {
            return byName.get(name) instanceof Text string ? Optional.of(string.value()) : Optional.empty();
        }
    }

    /** An array. */
    record Elements(String text, List<Json> inOrder) implements Json {}

    /** A string, its escapes resolved; {@code text} is as it was sent, in quotation marks. */
    record Text(String text, String value) implements Json {}

    /** A number, as it was written. */
    record Numeral(String text) implements Json {}

    /** {@code true}, {@code false} or {@code null}. */
    record Literal(String text) implements Json {
        public boolean isNull() {
            return text.equals("null");
        }
    }

    /** Returns the JSON text of this value exactly as it was sent. */
    String text();
}
