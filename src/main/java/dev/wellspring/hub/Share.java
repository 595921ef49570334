package dev.wellspring.hub;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Members stand in slots of an array. Who joins takes the next slot, who leaves empties its own; nobody is ever moved
 * within an array, so a round that walks over it while others come and go misses nobody who was there when it began. Where
 * there is no room left, or mostly empty slots, a new array takes over, and a round under way finishes on the old one.
 */

/**
 * The members of one audience that one courier serves.
 *
 * <p>Joining, leaving and calling are safe for use by any thread; a round is made by the courier alone.
 */
final class Share {

    private static final Subscription[] NOBODY = {};

    private final Audience audience;
    private final Courier courier;

    /** The next one in the courier's list of calls; written by whoever calls, read by the courier. */
    @Nullable Share nextCalled;

    private @Nullable Subscription[] slots = new Subscription[1]; // guarded by this
    private int used; // slots taken so far, the emptied ones included; guarded by this
    private int emptied; // guarded by this
    private boolean called; // guarded by this

    /** The round under way; used by the courier alone. */
    private @Nullable Subscription[] round = NOBODY;

    private int visited;
    private int toVisit;

    Share(Audience audience, Courier courier) {
        this.audience = audience;
        this.courier = courier;
    }

    Audience audience() {
        return audience;
    }

    Courier courier() {
        return courier;
    }

    synchronized void add(Subscription member) {
        if (used == slots.length) {
            renew();
        }
        member.takeSlot(used);
        slots[used++] = member;
    }

    synchronized void remove(Subscription member) {
        int slot = member.slot();
        if (slot < used && slots[slot] == member) {
            slots[slot] = null;
            emptied++;
            if (emptied > used / 2 && used > 8) {
                renew();
            }
        }
    }

    private void renew() {
        @Nullable Subscription[] old = slots;
        int last = used;
        slots = new Subscription[Math.max(2, 2 * (used - emptied))];
        used = 0;
        emptied = 0;
        for (int slot = 0; slot < last; slot++) {
            Subscription member = old[slot];
            if (member != null) {
                member.takeSlot(used);
                slots[used++] = member;
            }
        }
    }

    synchronized boolean isEmpty() {
        return used == emptied;
    }

    synchronized void forEach(Consumer<Subscription> action) {
        Arrays.stream(slots, 0, used).forEach(member -> {
            if (member != null) {
                action.accept(member);
            }
        });
    }

    /** Asks for a round; returns whether nobody has asked since the last one began. */
    synchronized boolean call() {
        boolean first = !called;
        called = true;
        return first;
    }

    /**
     * Goes on with the round, or begins one.
     *
     * @param most how many members are visited at most
     * @return whether the round is over
     */
    boolean visit(int most, Consumer<Subscription> action) {
        if (visited == toVisit) {
            beginRound();
        }
        int end = Math.min(toVisit, visited + most);
        while (visited < end) {
            Subscription member = round[visited++];
            if (member != null) {
                action.accept(member);
            }
        }
        if (visited < toVisit) {
            return false;
        }
        round = NOBODY;
        return true;
    }

    /** From here on a call means another round: what is put into the chain now may be missed by this one. */
    private synchronized void beginRound() {
        called = false;
        round = slots;
        toVisit = used;
        visited = 0;
    }
}
