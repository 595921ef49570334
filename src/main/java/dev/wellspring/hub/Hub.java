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
    private final HubListener listener;
    private final Acceptances acceptances = new Acceptances();

    /** A hub over this log that tells nobody what happens in it. */
    public Hub(EventLog eventLog, Executor executor, int couriers, long backlogLimit) {
        this(eventLog, executor, couriers, backlogLimit, HubListener.NONE);
    }

    /**
     * A hub over this log.
     *
     * @param executor reads history for those who ask for it, one task per page
     * @param couriers how many threads bring updates to subscribers, at least 1; more than there are processors are of no
     *     use
     * @param backlogLimit how many bytes of live events may wait for one subscriber before it counts as slow, at least 1
     * @param listener told what happens
     */
    public Hub(EventLog eventLog, Executor executor, int couriers, long backlogLimit, HubListener listener) {
        this(eventLog, executor, couriers, backlogLimit, listener, new RecentUpdates());
    }

    Hub(
            EventLog eventLog,
            Executor executor,
            int couriers,
            long backlogLimit,
            HubListener listener,
            RecentUpdates recent) {
        this.eventLog = eventLog;
        this.executor = executor;
        this.listener = listener;
        this.dispatcher = new Dispatcher(couriers, backlogLimit, recent, acceptances, listener);
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
        acceptances.note(update);
        CompletableFuture<LoggedUpdate> answer = eventLog.append(update);
        var _ = answer.whenComplete((_, failure) -> {
            if (failure == null) {
                listener.published();
            } else {
                acceptances.take(update);
                listener.notPublished();
            }
        });
        return answer;
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
                Subscription live = subscription(selection, whenSlow, outlet, new ResumePoint.None());
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
        Subscription subscription = subscription(selection, whenSlow, outlet, resumePoint);
        subscription.replay(new Replay(eventLog, dispatcher, executor, subscription, after));
        return subscription;
    }

    private Subscription subscription(Selection selection, WhenSlow whenSlow, Outlet outlet, ResumePoint resumePoint) {
        listener.subscribed(resumePoint);
        return new Subscription(dispatcher, selection, whenSlow, outlet, resumePoint);
    }

    /** The newest update's id, and how much is stored. */
    public EventLog.Head head() {
        return eventLog.head();
    }

    /**
     * What waits for the subscribers that are live. Looks at each of them: for those who ask a few times a minute.
     */
    public Backlog backlog() {
        long all = 0;
        long largest = 0;
        for (Subscription member : dispatcher.members()) {
            long waiting = member.backlog();
            all += waiting;
            largest = Math.max(largest, waiting);
        }
        return new Backlog(all, largest);
    }

    /**
     * What waits for subscribers, in bytes of encoded events.
     *
     * @param bytes for all of them
     * @param largest for the one for whom most waits
     */
    public record Backlog(long bytes, long largest) {}

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
