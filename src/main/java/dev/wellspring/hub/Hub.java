package dev.wellspring.hub;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Publish and subscribe over a log: what is published reaches every subscriber it is for, in the log's order.
 *
 * <p>Guarantees: an update that was acknowledged is in the log. A subscriber gets every update its selection admits,
 * from its cursor on, in the order of the log, each once, until its subscription ends; it then continues from the last
 * id it has. No publisher waits for a subscriber, and no subscriber for another.
 *
 * <p>Safe for use by any thread.
 */
public final class Hub implements AutoCloseable {

    private final EventLog eventLog;
    private final Dispatcher dispatcher;
    private final Executor executor;

    /**
     * A hub over this log.
     *
     * @param executor reads history for those who ask for it, one task per page
     * @param couriers how many threads bring updates to subscribers, at least 1; more than there are processors are of no
     *     use
     * @param backlogLimit how many bytes of live events may wait for one subscriber before it counts as slow, at least 1
     */
    public Hub(EventLog eventLog, Executor executor, int couriers, long backlogLimit) {
        this.eventLog = eventLog;
        this.executor = executor;
        this.dispatcher = new Dispatcher(couriers, backlogLimit);
    }

    /** Begins to dispatch. Called once, before the first update is published. */
    public void start() {
        dispatcher.follow(eventLog);
    }

    /**
     * Publishes an update.
     *
     * @return completes when the log has it; fails with {@link LogUnavailable} if it was not kept
     */
    public CompletableFuture<LoggedUpdate> publish(Update update) {
        return eventLog.append(update);
    }

    /**
     * Subscribes.
     *
     * @param whenSlow what to do should the client not keep up
     * @param outlet where the events go; it is told when there is something to poll
     * @throws LogUnavailable if the cursor cannot be looked up
     */
    public Subscription subscribe(Selection selection, Cursor cursor, WhenSlow whenSlow, Outlet outlet) {
        return switch (cursor) {
            case Cursor.Live() -> {
                Subscription live = new Subscription(dispatcher, selection, whenSlow, outlet, new ResumePoint.None());
                dispatcher.join(live);
                yield live;
            }
            case Cursor.Earliest() -> replay(selection, whenSlow, outlet, EventLog.START, new ResumePoint.Earliest());
            case Cursor.After(String id) -> {
                OptionalLong place = eventLog.find(id);
                yield place.isPresent()
                        ? replay(selection, whenSlow, outlet, place.getAsLong(), new ResumePoint.After(id))
                        : replay(selection, whenSlow, outlet, EventLog.START, new ResumePoint.Lost(id));
            }
        };
    }

    private Subscription replay(
            Selection selection, WhenSlow whenSlow, Outlet outlet, long after, ResumePoint resumePoint) {
        Subscription subscription = new Subscription(dispatcher, selection, whenSlow, outlet, resumePoint);
        subscription.replay(new Replay(eventLog, dispatcher, executor, subscription, after));
        return subscription;
    }

    /** The newest update's id, and how much is stored. */
    public EventLog.Head head() {
        return eventLog.head();
    }

    /** How many audiences there are now. */
    public int audienceCount() {
        return dispatcher.audienceCount();
    }

    /** Ends all subscriptions. The log is left to whoever made it. */
    @Override
    public void close() {
        dispatcher.close();
    }
}
