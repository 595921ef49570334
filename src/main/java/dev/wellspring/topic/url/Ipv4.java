package dev.wellspring.topic.url;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * IPv4 addresses as the URL Standard reads them: up to four numbers, decimal, octal or hexadecimal, the last of which fills what is left of the
 * 32 bits. {@code 0x7F.1} is {@code 127.0.0.1}.
 */
final class Ipv4 {
    private static final long TOO_LARGE = 1L << 32;

    private Ipv4() {}

    /** Tells whether a domain ends in a number, so that it can only be an address. */
    static boolean isAddress(String domain) {
        String[] parts = domain.split("\\.", -1);
        int last = parts.length - 1;
        if (parts[last].isEmpty()) {
            if (last == 0) {
                return false;
            }
            last--;
        }
        return UnicodeText.isNumber(parts[last]) || number(parts[last]) >= 0;
    }

    /**
     * Returns the address as four decimal numbers.
     *
     * @throws InvalidUrl if it is not an address
     */
    static String canonical(String domain) {
        String[] parts = domain.split("\\.", -1);
        int count = parts.length > 1 && parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
        long address = 0;
        for (int i = 0; i < count; i++) {
            long number = number(parts[i]);
            int width = i < count - 1 ? 8 : 8 * (5 - count);
            if (count > 4 || number < 0 || number >= (1L << width)) {
                throw new InvalidUrl("the host ends in a number but is not an IPv4 address");
            }
            address |= i < count - 1 ? number << (8 * (3 - i)) : number;
        }
        long bits = address;
        return IntStream.of(24, 16, 8, 0)
                .mapToObj(shift -> Long.toString((bits >> shift) & 0xFF))
                .collect(Collectors.joining("."));
    }

    /** Returns the number, something above 32 bits if it is larger, or -1 if it is none. */
    private static long number(String text) {
        int radix = 10;
        String digits = text;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            radix = 16;
            digits = text.substring(2);
        } else if (text.length() > 1 && text.startsWith("0")) {
            radix = 8;
            digits = text.substring(1);
        } else if (text.isEmpty()) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            number = Math.min(number * radix + digit, TOO_LARGE);
        }
        return number;
    }
}
