package dev.wellspring.it;

import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that numbers what it publishes, one update after the other over a bare connection, where nothing is sent
 * twice behind our back. It remembers what became of each. One thread at a time.
 */
final class NumberingPublisher {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    /** One in so many brings its own id. */
    private static final int OWN_ID = 10;

    /** More than a page of the database. */
    private static final int LARGE = 5_000;

    /** What became of an update. */
    enum Fate {
        /** Answered with 200. */
        ACKNOWLEDGED,
        /** Refused by the hub, which says so with a problem document. */
        REFUSED,
        /** Not answered, or by somebody between us and the hub: it may have been kept or not. */
        UNKNOWN
    }

    /**
     * An update, and its answer.
     *
     * @param id what the hub called it; empty if that was not heard
     * @param sent just before the request went out ({@link System#nanoTime})
     * @param answered just after the answer had come; meaningless without one
     */
    record Sent(String data, Fate fate, String id, long sent, long answered) {}

    private final String name;
    private final List<String> topics;
    private final boolean privately;
    private final int largeOneIn;
    private final List<Sent> all = Collections.synchronizedList(new ArrayList<>());
    private RawHttp.@Nullable Response refusal;

    /** @param largeOneIn how rare large updates are */
    NumberingPublisher(String name, List<String> topics, int largeOneIn) {
        this(name, topics, largeOneIn, false);
    }

    /** @param privately whether its updates are for those alone who are granted their topics */
    NumberingPublisher(String name, List<String> topics, int largeOneIn, boolean privately) {
        this.privately = privately;
        this.name = name;
        this.topics = topics;
        this.largeOneIn = largeOneIn;
    }

    String name() {
        return name;
    }

    /** The topics of its updates. */
    List<String> topics() {
        return topics;
    }

    /** Whether its updates are for those alone who are granted their topics. */
    boolean isPrivate() {
        return privately;
    }

    /** Everything it has tried to publish; an update's number is its index. */
    List<Sent> all() {
        return all;
    }

    /** The same as it is now, while another thread publishes. */
    List<Sent> snapshot() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    long acknowledged() {
        return all.stream().filter(one -> one.fate() == Fate.ACKNOWLEDGED).count();
    }

    /** The newest answer other than 200. */
    RawHttp.@Nullable Response refusal() {
        return refusal;
    }

    /** Publishes until the server is gone; says when the first update was acknowledged. */
    void publishUntilCut(HubAt hub, Runnable acknowledged) {
        try (Line line = new Line(hub)) {
            for (boolean first = true; line.publish() != Fate.UNKNOWN; ) {
                if (first && all.getLast().fate() == Fate.ACKNOWLEDGED) {
                    first = false;
                    acknowledged.run();
                }
            }
        }
    }

    /**
     * Publishes as long as it should, with a pause after each update, and a longer one after each that was not
     * acknowledged.
     */
    void publishWhile(HubAt hub, BooleanSupplier going, Duration pause, Duration afterTrouble) {
        try (Line line = new Line(hub)) {
            while (going.getAsBoolean()) {
                Fate fate = line.publish();
                LockSupport.parkNanos((fate == Fate.ACKNOWLEDGED ? pause : afterTrouble).toNanos());
            }
        }
    }

    /** Publishes one update. */
    Sent publish(HubAt hub) {
        try (Line line = new Line(hub)) {
            line.publish();
        }
        return all.getLast();
    }

    /** Publishes until so many updates in a row were refused. */
    void publishUntilRefused(HubAt hub, int times) {
        try (Line line = new Line(hub)) {
            for (int inARow = 0; inARow < times; ) {
                inARow = line.publish() == Fate.REFUSED ? inARow + 1 : 0;
                if (all.getLast().fate() == Fate.UNKNOWN) {
                    throw new AssertionError("no answer to number " + (all.size() - 1));
                }
            }
        }
    }

    /** The number of one of its updates; -1 if it is not of this publisher. */
    int numberOf(String data) {
        int slash = data.indexOf('/');
        if (slash < 0 || !data.substring(0, slash).equals(name)) {
            return -1;
        }
        int space = data.indexOf(' ');
        return Integer.parseInt(data.substring(slash + 1, space < 0 ? data.length() : space));
    }

    private String data(int number) {
        return name + "/" + number + (number % largeOneIn == largeOneIn - 1 ? " " + "x".repeat(LARGE) : "");
    }

    /** A connection to the hub, opened when it is needed. */
    private final class Line implements AutoCloseable {

        private final HubAt hub;
        private RawHttp.@Nullable Connection connection;

        Line(HubAt hub) {
            this.hub = hub;
        }

        Fate publish() {
            int number = all.size();
            String data = data(number);
            String id = number % OWN_ID == 0 ? "urn:own:" + name + "/" + number : null;
            RawHttp request = hub.post(topics, data, id, privately);
            long sent = System.nanoTime();
            Fate fate = Fate.UNKNOWN;
            String answeredId = "";
            try {
                RawHttp.Response answer = answer(request);
                fate = fate(answer);
                boolean whole = answer.awaitEnd(ANSWERED_WITHIN) == RawHttp.End.COMPLETE;
                if (fate != Fate.ACKNOWLEDGED) {
                    refusal = answer;
                    close(); // with 503, Tomcat ends the connection
                } else if (whole) {
                    answeredId = answer.text();
                }
            } catch (IOException e) {
                // The server is gone, before or after it has kept the update.
                close();
            }
            all.add(new Sent(data, fate, answeredId, sent, System.nanoTime()));
            return fate;
        }

        private static Fate fate(RawHttp.Response answer) {
            if (answer.status() == 200) {
                return Fate.ACKNOWLEDGED;
            }
            String type = answer.header("Content-Type");
            return type != null && type.startsWith("application/problem+json") ? Fate.REFUSED : Fate.UNKNOWN;
        }

        private RawHttp.Response answer(RawHttp request) throws IOException {
            if (connection == null) {
                connection = request.send();
            } else {
                connection.send(request);
            }
            return connection.response();
        }

        @Override
        public void close() {
            if (connection != null) {
                try {
                    connection.close();
                } catch (IOException e) {
                    // It is gone all the same.
                }
                connection = null;
            }
        }
    }
}
