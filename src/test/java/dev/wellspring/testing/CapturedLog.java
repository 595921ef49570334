package dev.wellspring.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Hears what is logged while it is open. Tests run side by side and have one log, so ask for lines of your own, not for
 * silence.
 */
public final class CapturedLog extends Handler implements AutoCloseable {

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private CapturedLog(Logger logger) {
        this.logger = logger;
    }

    /** Hears this logger and all below it. */
    public static CapturedLog of(String name) {
        Logger logger = Logger.getLogger(name);
        CapturedLog log = new CapturedLog(logger);
        log.setLevel(Level.ALL);
        logger.addHandler(log);
        return log;
    }

    /** Each message with its parameters filled in, and the stack trace if it has one. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord heard) {
        StringWriter line = new StringWriter();
        line.write(formatter.formatMessage(heard));
        if (heard.getThrown() != null) {
            heard.getThrown().printStackTrace(new PrintWriter(line, true));
        }
        lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
