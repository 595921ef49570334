package dev.wellspring.hub;

/**
 * Told what happens in a hub: the port to whoever counts it.
 *
 * <p>Called by every thread of the hub, also while it holds locks, and for every batch of deliveries: what is called here
 * counts, and neither allocates, waits nor calls back. Every method does nothing unless it is overridden.
 */
public interface HubListener {

    /** Nobody. */
    HubListener NONE = new HubListener() {};

    /** The log has kept an update. */
    default void published() {}

    /** The log has not kept an update. */
    default void notPublished() {}

    /** There is one subscription more, and this is what of the history it gets. */
    default void subscribed(ResumePoint resumePoint) {}

    /** There is one subscription less; told once for each. */
    default void unsubscribed() {}

    /** The hub itself has ended a subscription, before {@link #unsubscribed}. */
    default void ended(Outlet.Ending why) {}

    /**
     * A subscription has handed events to its client's connection.
     *
     * @param events how many since it was told last, at least 1
     * @param nanos how long ago the oldest live one of them was accepted from its publisher; negative where that is not
     *     known, as for history
     */
    default void delivered(int events, long nanos) {}

    /**
     * Updates that waited for a slow client will not reach it, as was agreed on with it.
     *
     * @param how by {@link WhenSlow#CONFLATE} or {@link WhenSlow#DROP_OLDEST}
     */
    default void dropped(WhenSlow how, long updates) {}
}
