package dev.wellspring.stream;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the streams that are open, in total, by client address and by token, and refuses what is too many. Nobody who
 * is in is sent away for somebody new: those would come back, and send away the next.
 *
 * <p>Clients on this machine are not counted by address: a proxy beside us that does not tell whom it speaks for would
 * be taken for one client. Of an IPv6 address the first 64 bits count, as that is the least a client is given. Safe for
 * use by any thread.
 */
final class Admission {

    private static final int NETWORK_BYTES = 8;

    private final AdmissionLimits limits;
    private final AtomicInteger total = new AtomicInteger();
    private final Map<String, Integer> addresses = new ConcurrentHashMap<>();
    private final Map<String, Integer> tokens = new ConcurrentHashMap<>();

    Admission(AdmissionLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a place for a stream.
     *
     * @param remote the client's address as the container has it
     * @throws TooManyStreams if there is none
     */
    Place enter(String remote) {
        String address = limits.perAddress() == 0 ? null : counted(remote);
        if (address != null && !take(addresses, address, limits.perAddress())) {
            throw TooManyStreams.ofAddress();
        }
        int most = limits.total() == 0 ? Integer.MAX_VALUE : limits.total();
        if (total.getAndUpdate(n -> n < most ? n + 1 : n) >= most) {
            giveBack(addresses, address);
            throw TooManyStreams.ofAll();
        }
        return new Place(address);
    }

    /** Whether nobody is counted any more. */
    boolean isEmpty() {
        return total.get() == 0 && addresses.isEmpty() && tokens.isEmpty();
    }

    /** The place of one stream, until it leaves. */
    final class Place {

        private final @Nullable String address;
        private @Nullable String token; // guarded by this
        private boolean left; // guarded by this

        private Place(@Nullable String address) {
            this.address = address;
        }

        /**
         * Counts the stream for the holder of a token too; once.
         *
         * @throws TooManyStreams if that holder has too many; the place stays taken until it is left
         */
        synchronized void claim(String holder) {
            if (limits.perToken() == 0 || left || token != null) {
                return;
            }
            if (!take(tokens, holder, limits.perToken())) {
                throw TooManyStreams.ofToken();
            }
            token = holder;
        }

        /** Gives everything back; at the second time there is nothing to be given. */
        synchronized void leave() {
            if (!left) {
                left = true;
                giveBack(addresses, address);
                giveBack(tokens, token);
                total.decrementAndGet();
            }
        }
    }

    private static boolean take(Map<String, Integer> counts, String key, int most) {
        boolean[] taken = {false};
        counts.compute(key, (_, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < most;
            return taken[0] ? before + 1 : before;
        });
        return taken[0];
    }

    private static void giveBack(Map<String, Integer> counts, @Nullable String key) {
        if (key != null) {
            counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** What is counted for an address; null for this machine. */
    private static @Nullable String counted(String remote) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(remote);
        } catch (IllegalArgumentException e) {
            return remote; // what a proxy has put there; it is still the same for the same client
        }
        if (address.isLoopbackAddress()) {
            return null;
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }
}
