package dev.wellspring.bench;

import dev.wellspring.event.Event;
import dev.wellspring.event.EventEncoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to make the bytes of an event, which happens once for each update. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncoderBenchmark {

    /** One line; as many lines as there are twenties of characters; and not ASCII. */
    @Param({"line", "lines", "chinese"})
    public String data;

    private Event event;

    @Setup
    public void build() {
        String text =
                switch (data) {
                    case "line" -> "x".repeat(256);
                    case "lines" -> ("x".repeat(19) + "\n").repeat(12);
                    default -> "数".repeat(85);
                };
        event = new Event(null, "urn:uuid:8064bc25-9e2a-8eea-8e97-9f3d9a65f73b", "update", null, text);
    }

    @Benchmark
    public byte[] encode() {
        return EventEncoder.encode(event);
    }
}
