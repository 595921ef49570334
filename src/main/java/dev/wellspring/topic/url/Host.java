package dev.wellspring.topic.url;

/**
 * The host parser: a bracketed IPv6 address, an opaque host, or a domain that may turn out to be an IPv4 address.
 *
 * @see <a href="https://url.spec.whatwg.org/#host-parsing">URL Standard, host parsing</a>
 */
final class Host {
    private static final String FORBIDDEN = "\0\t\n\r #/:<>?@[\\]^|";

    private Host() {}

    /**
     * Returns the host in the form it has in a URL.
     *
     * @param special whether the scheme is special, so that the host is a domain
     * @throws InvalidUrl if it is not a host
     */
    static String parse(String text, boolean special) {
        if (text.startsWith("[")) {
            if (!text.endsWith("]")) {
                throw new InvalidUrl("the bracket around the IPv6 address is not closed");
            }
            return "[" + Ipv6.canonical(text.substring(1, text.length() - 1)) + "]";
        }
        if (!special) {
            if (text.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
                throw new InvalidUrl("the host has a forbidden character");
            }
            return PercentEncoding.C0_CONTROL.encode(text);
        }
        String domain = Domain.toAscii(PercentEncoding.decode(text));
        if (domain.isEmpty()) {
            throw new InvalidUrl("the host is empty");
        }
        if (domain.chars().anyMatch(c -> c < ' ' || c == '%' || c == 0x7F || FORBIDDEN.indexOf(c) >= 0)) {
            throw new InvalidUrl("the host has a forbidden character");
        }
        return Ipv4.isAddress(domain) ? Ipv4.canonical(domain) : domain;
    }

    /** Returns the index of the first colon outside brackets, where the port begins, or the length. */
    static int end(String hostAndPort) {
        boolean bracketed = false;
        for (int i = 0; i < hostAndPort.length(); i++) {
            switch (hostAndPort.charAt(i)) {
                case '[' -> bracketed = true;
                case ']' -> bracketed = false;
                case ':' -> {
                    if (!bracketed) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return hostAndPort.length();
    }
}
