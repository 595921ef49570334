package dev.wellspring.history;

import dev.wellspring.hub.LoggedUpdate;
import dev.wellspring.hub.SealedIds;
import dev.wellspring.hub.Update;
import dev.wellspring.journal.Footprint;
import dev.wellspring.journal.Retention;
import dev.wellspring.journal.Store;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** Updates in memory. Safe for use by any thread. */
final class MemoryStore implements Store {

    private record Kept(LoggedUpdate update, long published, long size) {}

    private final Retention retention;
    private final InstantSource clock;
    private final SealedIds ids;

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Kept> updates = new TreeMap<>(); // guarded by lock
    private final Map<String, TreeSet<Long>> byOwnId = new HashMap<>(); // guarded by lock
    private Holdings held = Holdings.NONE; // guarded by lock

    MemoryStore(Retention retention, InstantSource clock) {
        this.retention = retention;
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        this.ids = new SealedIds(secret, random.nextLong());
    }

    @Override
    public List<LoggedUpdate> commit(List<Update> batch) {
        List<LoggedUpdate> logged = new ArrayList<>(batch.size());
        lock.lock();
        try {
            for (Update update : batch) {
                logged.add(add(update));
            }
            discard();
        } finally {
            lock.unlock();
        }
        return logged;
    }

    private LoggedUpdate add(Update update) {
        String own = update.id();
        LoggedUpdate logged = new LoggedUpdate(held.next(), own == null ? ids.seal(held.next()) : own, update);
        long size = Footprint.of(update);
        updates.put(logged.sequence(), new Kept(logged, clock.millis(), size));
        if (own != null) {
            byOwnId.computeIfAbsent(own, _ -> new TreeSet<>()).add(logged.sequence());
        }
        held = held.with(logged, size);
        return logged;
    }

    private void discard() {
        long now = clock.millis();
        while (!updates.isEmpty()
                && retention.discardsOldest(
                        held.count(),
                        held.bytes(),
                        updates.firstEntry().getValue().published(),
                        now)) {
            Map.Entry<Long, Kept> oldest = updates.pollFirstEntry();
            Kept kept = oldest.getValue();
            held = held.without(oldest.getKey(), kept.size());
            byOwnId.computeIfPresent(kept.update().id(), (_, places) -> {
                places.remove(oldest.getKey());
                return places.isEmpty() ? null : places;
            });
        }
    }

    @Override
    public boolean tidy() {
        lock.lock();
        try {
            discard();
        } finally {
            lock.unlock();
        }
        return false;
    }

    List<LoggedUpdate> readAfter(long sequence, int limit) {
        lock.lock();
        try {
            return updates.tailMap(sequence, false).values().stream()
                    .limit(limit)
                    .map(Kept::update)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    OptionalLong find(String id) {
        OptionalLong place = ids.open(id);
        lock.lock();
        try {
            if (place.isPresent() && (place.getAsLong() == held.horizon() || updates.containsKey(place.getAsLong()))) {
                return place;
            }
            TreeSet<Long> own = byOwnId.get(id);
            return own == null ? OptionalLong.empty() : OptionalLong.of(own.first());
        } finally {
            lock.unlock();
        }
    }

    Holdings held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // Memory is released with the log.
    }
}
