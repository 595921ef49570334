package dev.wellspring.stream;

import org.jspecify.annotations.Nullable;

/**
 * Where a stream takes its events from when it has room for one: the alternative to sending, for producers that keep
 * what is to come themselves.
 */
@FunctionalInterface
public interface EventSource {

    /**
     * The next whole event, or null if there is none now. Called by one thread at a time, under a lock of the stream:
     * it must not wait.
     *
     * @return encoded bytes that nobody writes to any more
     */
    byte @Nullable [] poll();
}
