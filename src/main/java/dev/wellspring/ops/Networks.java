package dev.wellspring.ops;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Networks whose machines may see what only operators should. This machine itself is always among them: the health check
 * runs on it. Immutable.
 */
public final class Networks {

    private record Network(byte[] address, int bits) {

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * The networks with these addresses, as in {@code 10.0.0.0/8}; an address without a length is one machine.
     *
     * @throws IllegalArgumentException if one of them is none; the message is a sentence for the operator
     */
    public static Networks of(Collection<String> written) {
        return new Networks(written.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Networks::network)
                .toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= address.length * 8) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "it is addresses of networks such as 10.0.0.0/8, separated by commas.", e);
        }
        throw new IllegalArgumentException("no network has a prefix of that length.");
    }

    /** Whether the address, as the container has it, is in one of them. */
    boolean contain(String remote) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(remote);
        } catch (IllegalArgumentException e) {
            return false; // what a proxy has put there is no address
        }
        // With a zone (fe80::1%eth0) it is still this address.
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress() || networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
