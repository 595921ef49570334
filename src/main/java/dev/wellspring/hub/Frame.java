package dev.wellspring.hub;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import org.jspecify.annotations.Nullable;

/**
 * An update as the bytes of its event, encoded once and shared by everyone who gets it.
 *
 * @param sequence the update's place in the log
 * @param topic what it is about, first of all
 * @param bytes the whole event; never written to
 * @param accepted when its publisher's request was accepted here, by {@link System#nanoTime}; {@link Acceptances#UNKNOWN}
 *     for history, and for what other nodes accepted
 */
record Frame(long sequence, String topic, byte[] bytes, long accepted) {

    Frame(long sequence, String topic, byte[] bytes) {
        this(sequence, topic, bytes, Acceptances.UNKNOWN);
    }

    static Frame of(LoggedUpdate logged) {
        return of(logged, Acceptances.UNKNOWN);
    }

    static Frame of(LoggedUpdate logged, long accepted) {
        Update update = logged.update();
        @Nullable Long retry = update.retry();
        Event event = new Event(
                null,
                logged.id(),
                update.type() == null || update.type().isEmpty() ? null : update.type(),
                retry == null || retry == 0 ? null : retry,
                update.data());
        return new Frame(logged.sequence(), update.topics().getFirst(), EventEncoder.encode(event), accepted);
    }
}
