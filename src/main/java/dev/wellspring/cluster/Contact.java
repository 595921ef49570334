package dev.wellspring.cluster;

import java.time.Duration;

/**
 * Since when this node has been in touch with Redis without a break.
 *
 * <p>A lease may run out because Redis was away rather than the node: so this node gives nobody up before it has itself been in
 * touch with Redis, without a break, for as long as a lease. By then every node that lives has renewed its own. A pause of this
 * process (of all virtual machines of a host, say) is a break, too.
 *
 * <p>The thread that renews this node's lease keeps it; any thread may ask whether it is long.
 */
final class Contact {

    private static final long NEVER = Long.MIN_VALUE;

    private final long lease; // nanoseconds
    private volatile long since = NEVER; // System.nanoTime(), written by the renewing thread alone
    private volatile long renewed; // System.nanoTime(), written by the renewing thread alone

    Contact(Duration lease) {
        this.lease = lease.toNanos();
    }

    /** This node has begun, with a new lease. */
    void begun() {
        renewed = System.nanoTime();
        since = renewed;
    }

    /** Whether it is time to renew the lease, or to try whether Redis is back. */
    boolean isRenewalDue() {
        return since == NEVER || System.nanoTime() - renewed >= period();
    }

    /** How many nanoseconds are left until then. */
    long untilRenewal() {
        return renewed + period() - System.nanoTime();
    }

    private long period() {
        return lease / 3;
    }

    /**
     * The lease was renewed.
     *
     * @param when just before, by {@link System#nanoTime()}: the lease that Redis has is no older
     */
    void renewed(long when) {
        if (since == NEVER || when - renewed > lease) {
            since = when;
        }
        renewed = when; // after the other: whoever sees it as new sees that as well
    }

    /** Redis did not take something. */
    void lost() {
        since = NEVER;
    }

    /** Whether this node has been in touch with Redis for as long as a lease, and still is. */
    boolean isLong() {
        long first = since;
        long now = System.nanoTime();
        return first != NEVER
                && now - first >= lease
                && now - renewed <= lease
                && since == first; // not renewed meanwhile, after a pause of this process
    }
}
