package dev.wellspring.history;

import dev.wellspring.contract.EventLogContract;
import dev.wellspring.hub.EventLog;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.time.Duration;
import java.time.InstantSource;

class MemoryEventLogTest extends EventLogContract {

    @Override
    protected EventLog open() {
        return openKeeping(100_000);
    }

    @Override
    protected EventLog openKeeping(int updates) {
        return new MemoryEventLog(
                new Retention(updates, 1L << 30, Duration.ofDays(1)), AppendLimits.DEFAULT, InstantSource.system());
    }

    @Override
    protected EventLog openAnother() {
        return open();
    }

    @Override
    protected boolean isDurable() {
        return false;
    }
}
