package dev.wellspring.mercure;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a request in their order, decoded: what {@code application/x-www-form-urlencoded} says, in a query
 * or in a body.
 *
 * <p>Every text parses, as the standard has it: a stray percent sign stands for itself, and a name without {@code =} has
 * the empty value. Only bytes that are not UTF-8 are refused, since no topic or id may come out changed.
 *
 * @param pairs the parameters in the order they came
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-parsing">URL standard, 5.1</a>
 */
record Parameters(List<Pair> pairs) {

    /** One parameter. */
    record Pair(String name, String value) {}

    Parameters {
        pairs = List.copyOf(pairs);
    }

    /**
     * Parses the text.
     *
     * @throws InvalidParameter if a name or value is not UTF-8
     */
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
        String name = decode("A parameter's name", encoded, start, equals);
        return new Pair(name, decode("The parameter " + quoted(name), encoded, Math.min(equals + 1, end), end));
    }

    private static String decode(String what, byte[] encoded, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            if (encoded[i] == '%' && i + 2 < end && hex(encoded[i + 1]) >= 0 && hex(encoded[i + 2]) >= 0) {
                bytes.write(hex(encoded[i + 1]) << 4 | hex(encoded[i + 2]));
                i += 2;
            } else {
                bytes.write(encoded[i] == '+' ? ' ' : encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidParameter(what + " is not valid UTF-8.");
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

    /** All values of a name, in order. */
    List<String> all(String name) {
        return pairs.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .toList();
    }

    /** The first value of a name. */
    Optional<String> first(String name) {
        return pairs.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .findFirst();
    }

    boolean has(String name) {
        return first(name).isPresent();
    }
}
