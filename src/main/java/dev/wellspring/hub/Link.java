package dev.wellspring.hub;

import org.jspecify.annotations.Nullable;

/*
 * The chain of an audience.
 *
 *      position of A      position of B          tail
 *           ▼                  ▼                  ▼
 *   (gone)  ▢ ───▶ ▢ ───▶ ▢ ───▶ ▢ ───▶ ▢ ───▶ ▢ ───▶ null
 *
 * The audience holds the tail, a subscription the last link it has sent. Following next leads from there to everything
 * it has not sent yet: its backlog needs no queue and no copy of its own, and a link that all positions have passed is
 * garbage without anybody counting. A chain knows how many bytes were ever put into it, so a backlog's size is one
 * subtraction.
 */

/**
 * One frame in the chain of an audience.
 *
 * <p>Links are appended by the dispatcher alone and read by any thread.
 */
final class Link {

    private final @Nullable Frame frame;
    private final long end;
    private volatile @Nullable Link next;

    private Link(@Nullable Frame frame, long end) {
        this.frame = frame;
        this.end = end;
    }

    /** The beginning of a chain: a position before its first frame. */
    static Link beginning() {
        return new Link(null, 0);
    }

    /** Appends a frame behind this link, which must be the last one. */
    Link append(Frame appended) {
        Link link = new Link(appended, end + appended.bytes().length);
        next = link;
        return link;
    }

    @Nullable Link next() {
        return next;
    }

    /** What is to be sent here; null at the beginning of a chain. */
    @Nullable Frame frame() {
        return frame;
    }

    /** The place of the frame in the log. */
    long sequence() {
        return frame == null ? EventLog.START : frame.sequence();
    }

    /** The last link from here on whose frame's place in the log is not after this one; this link if there is none. */
    Link upTo(long place) {
        Link last = this;
        for (Link it = next; it != null && it.sequence() <= place; it = it.next) {
            last = it;
        }
        return last;
    }

    /** How many bytes of the chain a position at this link has yet to send, if the chain ends at the other. */
    long backlogUpTo(Link tail) {
        return tail.end - end;
    }
}
