package dev.wellspring.cluster;

import dev.wellspring.contract.EventLogContract;
import dev.wellspring.hub.EventLog;
import dev.wellspring.journal.Retention;
import dev.wellspring.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisEventLogTest extends EventLogContract {

    private static RedisServer redis;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start().awaitReady();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    @Override
    protected EventLog open() {
        return Logs.open(redis.address(), name);
    }

    @Override
    protected EventLog openKeeping(int updates) {
        return Logs.open(redis.address(), name, new Retention(updates, 1L << 30, Duration.ofDays(1)));
    }

    @Override
    protected EventLog openAnother() {
        return Logs.open(redis.address(), name + "-another");
    }

    @Override
    protected boolean isDurable() {
        return true;
    }
}
