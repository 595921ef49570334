package dev.wellspring.hub;

import dev.wellspring.topic.TopicMatcher;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Everyone with the same selection: one decision for all of them, and one chain of frames.
 *
 * <p>The tail can be read by any thread; everything else happens under the dispatcher's lock.
 */
final class Audience {

    private static final Share[] NONE = {};

    private final Selection selection;
    private Share[] shares = NONE;
    private volatile Link tail = Link.beginning();
    private boolean touched;
    private long considered;

    Audience(Selection selection) {
        this.selection = selection;
    }

    Selection selection() {
        return selection;
    }

    Link tail() {
        return tail;
    }

    /** Whether this audience was not considered for the update yet, which it is now. Numbers only grow, from 1 on. */
    boolean isNewFor(long update) {
        boolean isNew = considered != update;
        considered = update;
        return isNew;
    }

    /** Appends a frame; returns whether it is the first since {@link #call}. */
    boolean append(Frame frame) {
        tail = tail.append(frame);
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** Has all members told that the chain has grown. */
    void call() {
        touched = false;
        for (Share share : shares) {
            share.courier().call(share);
        }
    }

    /** The share of this courier, a new one if it has none yet. */
    Share shareOf(Courier courier) {
        for (Share share : shares) {
            if (share.courier() == courier) {
                return share;
            }
        }
        shares = Arrays.copyOf(shares, shares.length + 1);
        Share share = new Share(this, courier);
        shares[shares.length - 1] = share;
        return share;
    }

    boolean isEmpty() {
        for (Share share : shares) {
            if (!share.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    void forEachMember(Consumer<Subscription> action) {
        for (Share share : shares) {
            share.forEach(action);
        }
    }

    /** Whether one of the matchers is a pattern for this topic. Exact ones are found without asking. */
    boolean hasPatternFor(String topic) {
        for (TopicMatcher matcher : selection.matchers()) {
            if (!Audiences.isExact(matcher) && matcher.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
