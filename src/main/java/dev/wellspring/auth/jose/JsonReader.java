package dev.wellspring.auth.jose;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON value, strictly. Parsers disagree about duplicate members, unpaired surrogates and what may follow the
 * value, and what two parsers disagree about is how a token says one thing to its issuer and another to us; so all of
 * these are refused, as I-JSON does.
 *
 * <p>Time and memory are linear in the length of the text times the depth, which is bounded. Not thread-safe, for one
 * use.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259, JSON</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7493">RFC 7493, I-JSON</a>
 */
final class JsonReader {
    static final int MAX_DEPTH = 32;

    private final String text;
    private int position;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** @throws InvalidJson if the bytes are not one I-JSON value in UTF-8, or are nested too deeply */
    static Json read(byte[] utf8) {
        String text;
        try {
            // A new decoder reports malformed bytes, where new String() would replace them.
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new InvalidJson("is not UTF-8");
        }
        var reader = new JsonReader(text);
        reader.skipSpace();
        Json value = reader.value();
        reader.skipSpace();
        if (reader.position != text.length()) {
            throw malformed();
        }
        return value;
    }

    private Json value() {
        return switch (peek()) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private interface Production {
        Json read();
    }

    private Json nested(Production production) {
        if (++depth > MAX_DEPTH) {
            throw new InvalidJson("is nested deeper than " + MAX_DEPTH + " levels");
        }
        Json value = production.read();
        depth--;
        return value;
    }

    private Json object() {
        int start = position;
        Map<String, Json> members = new LinkedHashMap<>();
        expect('{');
        skipSpace();
        if (!accept('}')) {
            do {
                skipSpace();
                String name = string().value();
                skipSpace();
                expect(':');
                skipSpace();
                if (members.put(name, value()) != null) {
                    throw new InvalidJson("names a member twice");
                }
                skipSpace();
            } while (accept(','));
            expect('}');
        }
        return new Json.Members(text.substring(start, position), Collections.unmodifiableMap(members));
    }

    private Json array() {
        int start = position;
        List<Json> elements = new ArrayList<>();
        expect('[');
        skipSpace();
        if (!accept(']')) {
            do {
                skipSpace();
                elements.add(value());
                skipSpace();
            } while (accept(','));
            expect(']');
        }
        return new Json.Elements(text.substring(start, position), List.copyOf(elements));
    }

    private Json.Text string() {
        int start = position;
        var value = new StringBuilder();
        expect('"');
        while (!accept('"')) {
            char c = next();
            if (c < ' ') {
                throw malformed();
            }
            value.append(c == '\\' ? escape() : c);
        }
        if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidJson("has an unpaired surrogate");
        }
        return new Json.Text(text.substring(start, position), value.toString());
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) (hexDigit() << 12 | hexDigit() << 8 | hexDigit() << 4 | hexDigit());
            default -> throw malformed();
        };
    }

    private int hexDigit() {
        char c = next();
        // Character.digit also knows digits of other scripts.
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private Json literal(String word) {
        if (!text.startsWith(word, position)) {
            throw malformed();
        }
        position += word.length();
        return new Json.Literal(word);
    }

    private Json number() {
        int start = position;
        accept('-');
        if (!accept('0')) {
            digits();
        }
        if (accept('.')) {
            digits();
        }
        if (accept('e') || accept('E')) {
            if (!accept('+')) {
                accept('-');
            }
            digits();
        }
        return new Json.Numeral(text.substring(start, position));
    }

    private void digits() {
        int start = position;
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        if (position == start) {
            throw malformed();
        }
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            position++;
        }
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw malformed();
        }
    }

    private boolean accept(char c) {
        // At the end, peek() says NUL, which no rule of the grammar accepts.
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private char next() {
        if (position == text.length()) {
            throw malformed();
        }
        return text.charAt(position++);
    }

    private static InvalidJson malformed() {
        return new InvalidJson("is not well-formed JSON");
    }
}
