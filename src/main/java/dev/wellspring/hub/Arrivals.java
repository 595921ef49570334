package dev.wellspring.hub;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the log has told and nobody has dispatched yet, in order: batches of updates, and between two of them a tear, where
 * the log says that its tail is torn.
 *
 * <p>Safe for use by any thread. Bounded: where too much waits, the thread of the log waits, too, so publishers are slowed
 * down before memory runs out.
 */
final class Arrivals implements TailListener {

    private static final int MOST_BATCHES = 4096;

    private static final List<LoggedUpdate> TEAR = List.of();

    private final LinkedBlockingQueue<List<LoggedUpdate>> batches = new LinkedBlockingQueue<>(MOST_BATCHES);

    @Override
    public void appended(List<LoggedUpdate> batch) {
        if (!batch.isEmpty()) {
            enqueue(batch);
        }
    }

    @Override
    public void torn() {
        enqueue(TEAR);
    }

    private void enqueue(List<LoggedUpdate> batch) {
        try {
            batches.put(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something, and takes out all there is. */
    void takeInto(List<List<LoggedUpdate>> taken) throws InterruptedException {
        taken.add(batches.take());
        batches.drainTo(taken);
    }

    /** Whether this is not a batch, but what stands between two batches that do not follow each other. */
    static boolean isTear(List<LoggedUpdate> batch) {
        return batch.isEmpty();
    }
}
