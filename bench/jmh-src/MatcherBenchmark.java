package dev.wellspring.bench;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to ask a matcher about a topic, which happens once for each audience with patterns and new topic. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatcherBenchmark {

    private static final String TOPIC = "https://example.com/books/4711/reviews/42";

    @Param({"exact", "template", "pattern"})
    public String kind;

    private TopicMatcher matcher;

    @Setup
    public void build() {
        Matchers matchers = new Matchers("https://hub.example/.well-known/mercure");
        matcher =
                switch (kind) {
                    case "exact" -> matchers.exact(TOPIC);
                    case "template" -> matchers.selector("https://example.com/books/{book}/reviews/{review}");
                    default -> matchers.urlPattern("https://example.com/books/:book/reviews/:review");
                };
    }

    @Benchmark
    public boolean matches() {
        return matcher.matches(TOPIC);
    }
}
