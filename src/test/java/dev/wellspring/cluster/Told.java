package dev.wellspring.cluster;

import static org.awaitility.Awaitility.await;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.TailListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A listener that remembers what it was told. */
final class Told implements TailListener {

    private final List<LoggedUpdate> updates = new ArrayList<>(); // guarded by this
    private int tears; // guarded by this
    private int beforeTear; // guarded by this

    @Override
    public synchronized void appended(List<LoggedUpdate> batch) {
        updates.addAll(batch);
    }

    @Override
    public synchronized void torn() {
        tears++;
        beforeTear = updates.size();
    }

    synchronized List<LoggedUpdate> updates() {
        return List.copyOf(updates);
    }

    synchronized int tears() {
        return tears;
    }

    /** How much was told when the tail was torn. */
    synchronized int beforeTear() {
        return beforeTear;
    }

    /** Waits until this update was told, and returns all. */
    List<LoggedUpdate> until(LoggedUpdate last) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !updates().isEmpty() && updates().getLast().sequence() >= last.sequence());
        return updates();
    }
}
