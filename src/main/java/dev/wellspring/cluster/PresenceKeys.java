package dev.wellspring.cluster;

/**
 * The names of the keys of presence. All begin with the same part in braces, so that a script may touch several.
 *
 * <p>Giving up a node renames its hash, which takes no time however many entries it has, and is what makes it exactly one
 * node's decision: a node finds its hash, or it knows that it was given up.
 *
 * @param prefix what all begin with, the braces as well
 */
record PresenceKeys(String prefix) {

    /** A set: every node that has an entry or may have one. */
    String nodes() {
        return prefix + "nodes";
    }

    /** A string: is there as long as the node is heard of. */
    String lease(String node) {
        return prefix + "lease:" + node;
    }

    /** A hash: subscriber → subscriptions, and {@code #}, as no subscriber is called, → how often it was changed. */
    String entries(String node) {
        return prefix + "node:" + node;
    }

    /** A set: nodes that were given up, and whose end is not announced in full. */
    String ended() {
        return prefix + "ended";
    }

    /** A hash: what is still to be announced. */
    String ended(String node) {
        return prefix + "ended:" + node;
    }

    /** A string: who announces it now. Goes after a lease unless it is prolonged, as who does it may die, too. */
    String announcing(String node) {
        return prefix + "announcing:" + node;
    }
}
