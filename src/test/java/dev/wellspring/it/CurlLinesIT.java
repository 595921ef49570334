package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tutorial's curl lines, as they are printed there: only host and port are others. They give what it prints, whether nginx
 * is in front or not.
 */
@ExtendWith(SharedServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlLinesIT {

    private static final String BASIC = "curl http://localhost:8000/sse/basic";
    private static final String JSON = "curl http://localhost:8000/sse/json";
    private static final String EVENTS = "curl http://localhost:8000/sse/events";
    private static final String FIRST_CONNECTION = "curl http://localhost:8000/sse/reconnect";
    private static final String SECOND_CONNECTION = "curl -H \"Last-Event-ID: 1\" http://localhost:8000/sse/reconnect";

    /** Which way the request takes. */
    enum Way {
        DIRECT,
        NGINX;

        int port(RunningServer server) {
            return this == DIRECT ? server.tomcatPort() : server.port();
        }
    }

    private record Run(String line, Way way) {}

    private final Map<Run, String> printed = new ConcurrentHashMap<>();

    @BeforeAll
    void runAllAtOnce(RunningServer server) {
        try (ExecutorService terminals = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Way way : Way.values()) {
                for (String line : new String[] {BASIC, JSON, EVENTS, FIRST_CONNECTION, SECOND_CONNECTION}) {
                    terminals.execute(() -> printed.put(new Run(line, way), run(line, way.port(server))));
                }
            }
        }
    }

    private static String run(String line, int port) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", line.replace("localhost:8000", "localhost:" + port))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return shell.waitFor() == 0 ? output : "curl failed with status " + shell.exitValue() + " after " + output;
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    void basic(Way way) {
        assertThat(printed(BASIC, way)).startsWith("""
                data: 消息 0

                data: 消息 1

                data: 消息 2

                data: 消息 3

                """);
        assertThat(printed(BASIC, way)).matches(Lesson.BASIC.body());
    }

    @ParameterizedTest
    @EnumSource
    void json(Way way) {
        assertThat(printed(JSON, way)).startsWith("data: {\"id\": 0, \"message\": \"数据项 0\", \"timestamp\": \"20");
        assertThat(printed(JSON, way)).matches(Lesson.JSON.body());
    }

    @ParameterizedTest
    @EnumSource
    void events(Way way) {
        assertThat(printed(EVENTS, way)).isEqualTo("""
                event: start
                data: 开始处理

                event: progress
                data: {"progress": 20, "step": 1}

                event: progress
                data: {"progress": 40, "step": 2}

                event: progress
                data: {"progress": 60, "step": 3}

                event: progress
                data: {"progress": 80, "step": 4}

                event: progress
                data: {"progress": 100, "step": 5}

                event: complete
                data: 处理完成

                """);
    }

    @ParameterizedTest
    @EnumSource
    void firstConnection(Way way) {
        assertThat(printed(FIRST_CONNECTION, way)).isEqualTo("retry: 3000\n\n" + messages(0));
    }

    @ParameterizedTest
    @EnumSource
    void secondConnection(Way way) {
        assertThat(printed(SECOND_CONNECTION, way)).isEqualTo("retry: 3000\n\n" + messages(2));
    }

    private String printed(String line, Way way) {
        return printed.get(new Run(line, way));
    }

    private static String messages(int first) {
        StringBuilder text = new StringBuilder();
        IntStream.range(first, 100).forEach(i -> text.append("id: %d\ndata: 消息 %d\n\n".formatted(i, i)));
        return text.toString();
    }
}
