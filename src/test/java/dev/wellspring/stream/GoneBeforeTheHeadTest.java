package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.ServerTest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that are gone before the head of their stream is out are nothing an operator should read stack traces of. */
@Isolated("It hears the log of the whole JVM.")
class GoneBeforeTheHeadTest extends ServerTest {

    private static final int CLIENTS = 300;

    private final OpenStreams streams;
    private final ScriptedResource resource;

    GoneBeforeTheHeadTest() {
        ScriptedResource scripted = new ScriptedResource();
        super(scripted.served(64 * 1024));
        resource = scripted;
        streams = scripted.streams();
    }

    /** Hears what libraries log with a stack trace. */
    private static final class Traces extends Handler {

        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord heard) {
            if (heard.getThrown() != null && !heard.getLoggerName().startsWith("dev.wellspring")) {
                records.add(heard);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void noStackTraceOfThemIsInTheLogAsItIsShipped() throws Exception {
        Properties shipped = shippedLevels();
        Traces traces = new Traces();
        Logger all = Logger.getLogger("");
        all.addHandler(traces);
        try {
            vanish();
        } finally {
            all.removeHandler(traces);
        }
        assertThat(traces.records).as("what is to be left out does happen").isNotEmpty();
        assertThat(traces.records.stream()
                        .filter(heard -> isShown(heard, shipped))
                        .map(heard -> heard.getLoggerName() + ": " + heard.getMessage() + " " + heard.getThrown())
                        .distinct())
                .isEmpty();
    }

    private void vanish() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        Random random = new Random(1);
        resource.script(stream -> {
            gone.await();
            int kind = random.nextInt(5);
            if (kind < 2) {
                stream.send("x");
            }
            if (kind == 0) {
                stream.close();
            } else if (kind > 2) {
                Thread.startVirtualThread(stream::close);
            }
        });
        List<RawHttp.Connection> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(get("/stream").send());
        }
        for (int i = 0; i < CLIENTS; i++) {
            resource.next();
        }
        for (RawHttp.Connection client : clients) {
            client.reset();
        }
        gone.countDown();
        await().atMost(SOON).until(() -> {
            streams.stop(); // what is noticed at a write only is noticed now
            return streams.isDeserted();
        });
    }

    private static Properties shippedLevels() throws IOException {
        Properties levels = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("tomcat", "logging.properties"))) {
            levels.load(file);
        }
        return levels;
    }

    private static boolean isShown(LogRecord heard, Properties levels) {
        String level = levels.getProperty(heard.getLoggerName() + ".level", levels.getProperty(".level"));
        return heard.getLevel().intValue() >= Level.parse(level).intValue();
    }
}
