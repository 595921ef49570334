package dev.wellspring.mercure.contract;

/**
 * What stands between the client of a case and the hub, which no client can tell: every case of the protocol holds in each of
 * them. {@link LayoutsContractIT} goes through them; without it a case runs {@link #DIRECT}, or as
 * {@code -Dwellspring.contract.layout} says.
 */
enum Layout {

    /** One node, asked at Tomcat's own port, which hands the connections of streams over. */
    DIRECT(1, true, false),

    /** Two nodes that share a log and nothing else: one is published to and asked who is subscribed, the other subscribed to. */
    TWO_NODES(2, true, false),

    /** Streams stay in their requests. */
    PORTABLE(1, false, false),

    /** nginx in front, with the shipped files. */
    BEHIND_NGINX(1, true, true),

    /** nginx in front, and behind it streams that stay in their requests. */
    PORTABLE_BEHIND_NGINX(1, false, true);

    private static volatile Layout current = valueOf(System.getProperty("wellspring.contract.layout", DIRECT.name()));

    private final int nodes;
    private final boolean handedOver;
    private final boolean behindNginx;

    Layout(int nodes, boolean handedOver, boolean behindNginx) {
        this.nodes = nodes;
        this.handedOver = handedOver;
        this.behindNginx = behindNginx;
    }

    /** The one in which hubs are started now. */
    static Layout current() {
        return current;
    }

    /** Runs cases in this layout, while no others run in this JVM. */
    void during(Runnable cases) {
        Layout before = current;
        current = this;
        try {
            cases.run();
        } finally {
            current = before;
        }
    }

    boolean isTwoNodes() {
        return nodes == 2;
    }

    /** Whether the connections of streams are handed over: the native transport. */
    boolean isHandedOver() {
        return handedOver;
    }

    boolean isBehindNginx() {
        return behindNginx;
    }
}
