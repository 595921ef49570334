package dev.wellspring.it;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The seven streams, and byte by byte what each of them sends. */
public enum Lesson {
    BASIC("basic", messages("data: 消息 %d\n\n", 10)),

    JSON(
            "json",
            IntStream.range(0, 5)
                    .mapToObj(i -> quote("data: {\"id\": " + i + ", \"message\": \"数据项 " + i + "\", \"timestamp\": \"")
                            + "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}"
                            + quote("\"}\n\n"))
                    .collect(Collectors.joining())),

    EVENTS(
            "events",
            quote("event: start\ndata: 开始处理\n\n")
                    + IntStream.rangeClosed(1, 5)
                            .mapToObj(i -> quote(
                                    "event: progress\ndata: {\"progress\": " + i * 20 + ", \"step\": " + i + "}\n\n"))
                            .collect(Collectors.joining())
                    + quote("event: complete\ndata: 处理完成\n\n")),

    RECONNECT("reconnect", quote("retry: 3000\n\n") + messages("id: %1$d\ndata: 消息 %1$d\n\n", 100)),

    MULTIFIELD("multifield", messages("id: %d\nevent: update\ndata: 第一行数据\ndata: 第二行数据\ndata: 第三行数据\n\n", 5)),

    CLOCK("clock", "(?:data: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\n\n)+"),

    HEARTBEAT("heartbeat", "(?:data: 消息 \\d\n\n)+(?:: heartbeat\n\n)*");

    private final String path;
    private final Pattern body;

    Lesson(String name, String body) {
        this.path = "/sse/" + name;
        this.body = Pattern.compile(body);
    }

    private static String messages(String format, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> quote(format.formatted(i)))
                .collect(Collectors.joining());
    }

    private static String quote(String text) {
        return Pattern.quote(text);
    }

    /** The address, from the root of the application. */
    public String path() {
        return path;
    }

    /** What the whole body looks like; of an endless stream, any whole number of its events. */
    public Pattern body() {
        return body;
    }

    boolean isEndless() {
        return this == CLOCK || this == HEARTBEAT;
    }
}
