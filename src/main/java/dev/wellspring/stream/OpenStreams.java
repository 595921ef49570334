package dev.wellspring.stream;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * All streams this application has open, so that they can be limited, counted and ended together.
 *
 * <p>A stream leaves by itself when it is over, whatever the reason, and also if it never opened. Safe for use by any
 * thread.
 */
public final class OpenStreams {

    private final Set<Outbox> open = ConcurrentHashMap.newKeySet();
    private final Admission admission;
    private final StreamListener listener;
    private final AtomicLong connections = new AtomicLong();
    private final Drain drain = new Drain(System::nanoTime, RandomGenerator.of("L64X128MixRandom"));
    private volatile boolean stopping;

    /** Any number of streams. */
    public OpenStreams() {
        this(AdmissionLimits.NONE);
    }

    /** @param limits how many there may be */
    public OpenStreams(AdmissionLimits limits) {
        this(limits, StreamListener.NONE);
    }

    /**
     * @param limits how many there may be
     * @param listener told of each that opens, and of its end
     */
    public OpenStreams(AdmissionLimits limits, StreamListener listener) {
        this.listener = listener;
        this.admission = new Admission(limits);
    }

    /** How many streams are open now. */
    public int count() {
        return open.size();
    }

    /** Whether streams are being ended, or have been, and new ones end at once. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Ends every stream in the regular way, evenly over the window, each with a reconnection time of its own; streams
     * that are opened from now on end at once, with one as well. Returns when the last stream was told, at the latest
     * when the window is over; a client that has stopped reading is left to the container. A call while another one is
     * under way, as {@link #stop}, cuts that short.
     *
     * @param window how long it may take; with zero all end at once
     */
    public void drain(Duration window) {
        if (stopping) {
            stop();
            return;
        }
        drain.begin(window);
        stopping = true;
        drain.run(List.copyOf(open));
    }

    /**
     * Ends every stream in the regular way, now and from now on: clients see a complete response and come back later.
     * Does not wait; a client that has stopped reading is left to the container. May be called more than once.
     */
    public void stop() {
        stopping = true;
        drain.hurry();
        open.forEach(stream -> stream.end(StreamEnd.STOPPED));
    }

    /** Lets go of every stream that is still open, whatever its client has not got yet. */
    public void abandon() {
        open.forEach(stream -> stream.abandon(StreamEnd.STOPPED));
    }

    /** Whether no place is taken; one is from before a stream opens until it has ended. */
    boolean isDeserted() {
        return admission.isEmpty();
    }

    /**
     * Gives a stream that is about to open its place, until it has ended.
     *
     * @param remote the client's address
     * @throws TooManyStreams if there is no place; the stream must not be opened
     */
    void admit(StreamSink sink, String remote) {
        Admission.Place place = admission.enter(remote);
        sink.takePlace(place);
        sink.stream().ended().thenRun(place::leave);
    }

    void add(Outbox stream, String remote) {
        long connection = connections.incrementAndGet();
        open.add(stream);
        listener.opened(connection, remote);
        stream.ended().thenAccept(why -> {
            open.remove(stream);
            listener.ended(connection, why);
        });
        if (stopping) {
            drain.dismiss(stream);
        }
    }
}
