package dev.wellspring.cluster;

import java.time.Duration;

/**
 * Since when this node has been in touch with Redis without a break. A pause of this process (of all virtual machines of a host,
 * say) is a break, too: it shows as a lease that was renewed too late.
 *
 * <p>Kept by the thread that renews this node's lease, asked by any.
 */
final class Contact {

    private static final long NEVER = Long.MIN_VALUE;

    private final long lease;
    private volatile long since = NEVER; // System.nanoTime()
    private volatile long renewed; // System.nanoTime()

    Contact(Duration lease) {
        this.lease = lease.toNanos();
    }

    /** A lease was taken, now. */
    void begins() {
        renewed = System.nanoTime();
        since = renewed;
    }

    /** The lease was renewed by a command that was sent at that {@link System#nanoTime()}. */
    void renewed(long sent) {
        if (since == NEVER || sent - renewed > lease) {
            since = sent;
        }
        renewed = sent; // after the other: whoever sees it as new sees that as well
    }

    /** Redis was not reached. */
    void breaksOff() {
        since = NEVER;
    }

    boolean isBroken() {
        return since == NEVER;
    }

    /** For how many nanoseconds the lease need not be renewed; less than 1 where it must be now. */
    long nanosLeft() {
        return isBroken() ? 0 : renewed + lease / 3 - System.nanoTime();
    }

    /** Whether it has lasted for as long as a lease, and does. */
    boolean isLong() {
        long begun = since;
        long now = System.nanoTime();
        return begun != NEVER
                && now - begun >= lease
                && now - renewed <= lease
                && since == begun; // not renewed meanwhile, after a pause of this process
    }
}
