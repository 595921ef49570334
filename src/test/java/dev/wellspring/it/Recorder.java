package dev.wellspring.it;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A client that writes down what comes, and when. */
interface Recorder {

    /**
     * Records an answer to its end, or for as long as said.
     *
     * @param headers names and values of the request, in turns
     */
    Recording record(String path, Duration atMost, String... headers);

    /** All seven at once: finite ones to their end, endless ones for six seconds. */
    default Map<Lesson, Recording> recordAll(String application) {
        Map<Lesson, Future<Recording>> pending = new EnumMap<>(Lesson.class);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Lesson lesson : Lesson.values()) {
                Duration atMost = Duration.ofSeconds(lesson.isEndless() ? 6 : 30);
                pending.put(lesson, clients.submit(() -> record(application + lesson.path(), atMost)));
            }
        }
        Map<Lesson, Recording> recordings = new EnumMap<>(Lesson.class);
        pending.forEach((lesson, recording) -> recordings.put(lesson, result(recording)));
        return recordings;
    }

    private static Recording result(Future<Recording> recording) {
        try {
            return recording.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
