package dev.wellspring.topic.url;

import java.util.ArrayList;
import java.util.List;

/** IPv6 addresses: reads every form of RFC 4291, writes the one of RFC 5952, where the longest run of zeros is {@code ::}. */
final class Ipv6 {
    private static final int PIECES = 8;

    private Ipv6() {}

    /**
     * Returns the address in its shortest form.
     *
     * @param text the address without brackets
     * @throws InvalidUrl if it is not an address
     */
    static String canonical(String text) {
        int gap = text.indexOf("::");
        List<Integer> head = pieces(gap < 0 ? text : text.substring(0, gap), gap < 0);
        List<Integer> tail = gap < 0 ? List.of() : pieces(text.substring(gap + 2), true);
        int missing = PIECES - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            throw malformed();
        }
        var address = new ArrayList<>(head);
        for (int i = 0; i < missing; i++) {
            address.add(0);
        }
        address.addAll(tail);
        return serialized(address);
    }

    private static List<Integer> pieces(String text, boolean end) {
        var pieces = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return pieces;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (end && i == parts.length - 1 && part.indexOf('.') >= 0) {
                addIpv4(part, pieces);
            } else {
                pieces.add(piece(part));
            }
        }
        return pieces;
    }

    private static int piece(String part) {
        if (part.isEmpty() || part.length() > 4 || part.chars().anyMatch(c -> c > 'f' || Character.digit(c, 16) < 0)) {
            throw malformed();
        }
        return Integer.parseInt(part, 16);
    }

    private static void addIpv4(String part, List<Integer> pieces) {
        String[] numbers = part.split("\\.", -1);
        if (numbers.length != 4) {
            throw malformed();
        }
        int address = 0;
        for (String number : numbers) {
            boolean leadingZero = number.length() > 1 && number.startsWith("0");
            if (!UnicodeText.isNumber(number) || number.length() > 3 || leadingZero || Integer.parseInt(number) > 255) {
                throw malformed();
            }
            address = (address << 8) | Integer.parseInt(number);
        }
        pieces.add(address >>> 16);
        pieces.add(address & 0xFFFF);
    }

    private static String serialized(List<Integer> address) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < PIECES; i++) {
            int end = i;
            while (end < PIECES && address.get(end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < PIECES; i++) {
            if (i == runStart) {
                text.append(i == 0 ? "::" : ":");
                i += runLength - 1;
            } else {
                text.append(Integer.toHexString(address.get(i))).append(i < PIECES - 1 ? ":" : "");
            }
        }
        return text.toString();
    }

    private static InvalidUrl malformed() {
        return new InvalidUrl("the IPv6 address is malformed");
    }
}
