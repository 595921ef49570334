package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters of a request in their order, decoded: what {@code application/x-www-form-urlencoded} says, in a query
 * or in a body.
 *
 * <p>Every text parses, as the standard has it: a stray percent sign stands for itself, and a name without {@code =} has
 * the empty value. Bytes that are not UTF-8 become U+FFFD; a value that has such bytes is refused by whoever asks for it,
 * since no topic or id may come out changed, and does no harm where nobody does: unknown parameters are ignored.
 *
 * @param pairs the parameters in the order they came
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-parsing">URL standard, 5.1</a>
 */
record Parameters(List<Pair> pairs) {

    /**
     * One parameter.
     *
     * @param isUtf8 whether the value is what was sent
     */
    record Pair(String name, String value, boolean isUtf8) {

        Pair(String name, String value) {
            this(name, value, true);
        }

        /**
         * The value, as it was sent.
         *
         * @throws InvalidParameter if it is not UTF-8
         */
        String text() {
            if (!isUtf8) {
                throw new InvalidParameter("The parameter " + quoted(name) + " is not valid UTF-8.");
            }
            return value;
        }
    }

    Parameters {
        pairs = List.copyOf(pairs);
    }

    /** Parses the text. */
    static Parameters parse(byte[] encoded) {
        List<Pair> pairs = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= encoded.length; i++) {
            if (i == encoded.length || encoded[i] == '&') {
                if (i > start) {
                    pairs.add(pair(encoded, start, i));
                }
                start = i + 1;
            }
        }
        return new Parameters(pairs);
    }

    private static Pair pair(byte[] encoded, int start, int end) {
        int equals = start;
        while (equals < end && encoded[equals] != '=') {
            equals++;
        }
        byte[] name = decode(encoded, start, equals);
        byte[] value = decode(encoded, Math.min(equals + 1, end), end);
        return new Pair(new String(name, UTF_8), new String(value, UTF_8), isUtf8(value));
    }

    private static byte[] decode(byte[] encoded, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            if (encoded[i] == '%' && i + 2 < end && hex(encoded[i + 1]) >= 0 && hex(encoded[i + 2]) >= 0) {
                bytes.write(hex(encoded[i + 1]) << 4 | hex(encoded[i + 2]));
                i += 2;
            } else {
                bytes.write(encoded[i] == '+' ? ' ' : encoded[i]);
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit((char) digit, 16);
    }

    /** A name as it may stand in a message: short, and nothing in it but printable ASCII. */
    static String quoted(String name) {
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return "'" + shown.replaceAll("[^ -~…]", "?") + "'";
    }

    /** These parameters and then the others. */
    Parameters and(Parameters others) {
        List<Pair> both = new ArrayList<>(pairs);
        both.addAll(others.pairs);
        return new Parameters(both);
    }

    /**
     * All values of a name, in order.
     *
     * @throws InvalidParameter if one of them is not UTF-8
     */
    List<String> all(String name) {
        return named(name).map(Pair::text).toList();
    }

    /**
     * The first value of a name.
     *
     * @throws InvalidParameter if it is not UTF-8
     */
    Optional<String> first(String name) {
        return named(name).findFirst().map(Pair::text);
    }

    /** Whether there is a parameter of this name, whatever its value. */
    boolean has(String name) {
        return named(name).findFirst().isPresent();
    }

    private Stream<Pair> named(String name) {
        return pairs.stream().filter(pair -> pair.name().equals(name));
    }
}
