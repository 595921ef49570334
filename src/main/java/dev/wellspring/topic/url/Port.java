package dev.wellspring.topic.url;

/** Ports as text: a number up to 65535, where the default of the scheme is the same as none. */
final class Port {
    private Port() {}

    /**
     * Returns the port, or -1 if the text is empty or the scheme's default.
     *
     * @throws InvalidUrl if it is not a port number
     */
    static int parse(String text, String scheme) {
        if (text.isEmpty()) {
            return -1;
        }
        if (!UnicodeText.isNumber(text)) {
            throw new InvalidUrl("the port is not a number");
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            port = port * 10 + (text.charAt(i) - '0');
            if (port > 65535) {
                throw new InvalidUrl("the port is above 65535");
            }
        }
        return port == Scheme.defaultPort(scheme) ? -1 : port;
    }
}
