package dev.wellspring.history;

import dev.wellspring.contract.EventLogContract;
import dev.wellspring.hub.EventLog;
import dev.wellspring.journal.AppendLimits;
import dev.wellspring.journal.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest {

    @Nested
    class SyncedAlways extends Contract {
        SyncedAlways() {
            super(Durability.ALWAYS);
        }
    }

    @Nested
    class SyncedAtIntervals extends Contract {
        SyncedAtIntervals() {
            super(Durability.INTERVAL);
        }
    }

    abstract static class Contract extends EventLogContract {

        private final Durability durability;

        @TempDir
        private Path directory;

        Contract(Durability durability) {
            this.durability = durability;
        }

        private EventLog open(String name, int keeping) {
            return new SqliteEventLog(
                    new SqliteSettings(
                            directory.resolve(name),
                            durability,
                            Duration.ofSeconds(1),
                            new Retention(keeping, 1L << 30, Duration.ofDays(1)),
                            AppendLimits.DEFAULT),
                    InstantSource.system());
        }

        @Override
        protected EventLog open() {
            return open("history.db", 100_000);
        }

        @Override
        protected EventLog openKeeping(int updates) {
            return open("history.db", updates);
        }

        @Override
        protected EventLog openAnother() {
            return open("another.db", 100_000);
        }

        @Override
        protected boolean isDurable() {
            return true;
        }
    }
}
