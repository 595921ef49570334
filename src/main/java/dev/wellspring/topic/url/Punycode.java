package dev.wellspring.topic.url;

/**
 * Punycode, RFC 3492: writes Unicode labels in ASCII. The ASCII characters come first; the others follow as deltas, each the distance from the last
 * insertion in the order of (code point, position), written as a number of variable length whose digit thresholds adapt to what was seen.
 */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_CODE_POINT = 0x80;

    // No DNS label has more than 63 octets; the bound also keeps the quadratic search below from costing anything.
    private static final int MAX_LENGTH = 1000;

    private Punycode() {}

    /**
     * Returns the code of a label, without the prefix {@code xn--}.
     *
     * @throws InvalidUrl if the label is longer than any could be
     */
    static String encode(String label) {
        int[] input = label.codePoints().toArray();
        if (input.length > MAX_LENGTH) {
            throw new InvalidUrl("a label of the host is too long");
        }
        var output = new StringBuilder();
        for (int c : input) {
            if (c < INITIAL_CODE_POINT) {
                output.append((char) c);
            }
        }
        int basic = output.length();
        int handled = basic;
        if (basic > 0) {
            output.append('-');
        }
        int bias = INITIAL_BIAS;
        int delta = 0;
        int codePoint = INITIAL_CODE_POINT;
        while (handled < input.length) {
            int next = nextAbove(input, codePoint);
            delta += (next - codePoint) * (handled + 1);
            codePoint = next;
            for (int c : input) {
                if (c < codePoint) {
                    delta++;
                } else if (c == codePoint) {
                    appendNumber(delta, bias, output);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            codePoint++;
        }
        return output.toString();
    }

    private static int nextAbove(int[] input, int codePoint) {
        int next = Integer.MAX_VALUE;
        for (int c : input) {
            if (c >= codePoint) {
                next = Math.min(next, c);
            }
        }
        return next;
    }

    private static void appendNumber(int number, int bias, StringBuilder output) {
        int rest = number;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                output.append(digit(rest));
                return;
            }
            output.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int threshold(int k, int bias) {
        return Math.clamp((long) k - bias, T_MIN, T_MAX);
    }

    private static int adapt(int delta, int length, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
