package dev.wellspring.hub;

import dev.wellspring.topic.TopicMatcher;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everyone with the same selection: one decision for all of them, and one chain of frames.
 *
 * <p>The tail is moved under the dispatcher's lock; everything else is safe for use by any thread.
 */
final class Audience {

    private final Selection selection;
    private final Set<Subscription> members = ConcurrentHashMap.newKeySet();
    private volatile Link tail = Link.beginning();

    Audience(Selection selection) {
        this.selection = selection;
    }

    Selection selection() {
        return selection;
    }

    Link tail() {
        return tail;
    }

    void append(Frame frame) {
        tail = tail.append(frame);
    }

    void add(Subscription member) {
        members.add(member);
    }

    /** Returns whether nobody is left. */
    boolean remove(Subscription member) {
        members.remove(member);
        return members.isEmpty();
    }

    Set<Subscription> members() {
        return Collections.unmodifiableSet(members);
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
