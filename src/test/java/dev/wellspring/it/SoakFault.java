package dev.wellspring.it;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What a soak does to what it runs against. */
enum SoakFault {
    KILL("kill -9 and restart"),
    TERMINATE("SIGTERM, drain and restart"),
    CUT("every connection through the network cut"),
    HALF_OPEN("every client behind the network gone, and nginx not told"),
    STALLED_NETWORK("network stalled"),
    STOPPED_NGINX("nginx stopped (SIGSTOP)"),
    STOPPED_SERVER("server stopped (SIGSTOP)"),
    FULL_DISK("no room for the log"),
    VANISHED("1000 subscribers come and vanish");

    private static final int CROWD = 1000;

    private final String description;

    SoakFault(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** Does it, and mends it. */
    void strike(SoakStage stage, RandomGenerator random) throws IOException, InterruptedException {
        Duration time = Duration.ofMillis(1000 + random.nextInt(3000));
        switch (this) {
            case KILL -> stage.kill();
            case TERMINATE -> stage.terminate();
            case CUT -> stage.cutConnections();
            case HALF_OPEN -> stage.openHalf();
            case STALLED_NETWORK -> stage.stallNetwork(time);
            case STOPPED_NGINX -> stage.stopNginxFor(time);
            case STOPPED_SERVER -> stage.stopServerFor(time);
            case FULL_DISK -> stage.fillDisk(time);
            case VANISHED -> stage.vanish(CROWD);
        }
    }
}
