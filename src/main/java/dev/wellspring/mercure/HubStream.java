package dev.wellspring.mercure;

import dev.wellspring.hub.Outlet;
import dev.wellspring.stream.EventStream;
import dev.wellspring.stream.StreamEnd;

/** Joins a subscription of the hub to the stream that carries it: the hub says there is something, the stream pulls. */
record HubStream(EventStream stream) implements Outlet {

    @Override
    public void ready() {
        stream.ready();
    }

    @Override
    public byte[] gap(long dropped) {
        return GapEvent.dropped(dropped);
    }

    @Override
    public void end(Ending why) {
        stream.end(
                switch (why) {
                    case TOO_SLOW -> StreamEnd.OVERFLOW;
                    case DISCARDED, LOG_UNAVAILABLE -> StreamEnd.FINISHED;
                    case CLOSING -> StreamEnd.STOPPED;
                });
    }
}
