package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A server in a process of its own: what it has said so far, and how it ends. Safe for use by any thread. */
final class ServerProcess implements AutoCloseable {

    /** What no log may hold: warnings, errors, stack traces, and Tomcat's words about leaks. */
    private static final Pattern TROUBLE = Pattern.compile(
            "\\b(WARNING|SEVERE)\\b|^\\tat |^Caused by|Exception\\b|appears to have started a thread|created a ThreadLocal"
                    + "|failed to unregister|asyncComplete|\\[(warn|error|crit|alert|emerg)\\]");

    /** What Tomcat with its own settings says when its first random number takes more than 100 milliseconds. */
    private static final String SLOW_MACHINE = "SessionIdGeneratorBase.createSecureRandom";

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(40);

    private static final Set<Process> alive = ConcurrentHashMap.newKeySet();

    static {
        // A test run that is interrupted takes its servers along.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> alive.forEach(Process::destroy)));
    }

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private final Thread reader;

    private ServerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        // Reading a pipe holds its thread, and there are only as many carriers of virtual threads as processors.
        this.reader = Thread.ofPlatform().name("output of " + name).daemon().unstarted(this::read);
    }

    static ServerProcess start(String name, ProcessBuilder command) {
        try {
            ServerProcess started =
                    new ServerProcess(name, command.redirectErrorStream(true).start());
            alive.add(started.process);
            started.process.getOutputStream().close();
            started.reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // The process was killed while it spoke.
        }
    }

    /** All lines of standard output and standard error, in their order. */
    List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The lines that tell of something wrong. */
    List<String> troubles() {
        return output().stream()
                .filter(TROUBLE.asPredicate())
                .filter(line -> !line.contains(SLOW_MACHINE))
                .toList();
    }

    /** Waits for a line, after so many others, and returns it. */
    String awaitLine(int after, Predicate<String> wanted) {
        return await(name)
                .atMost(STARTED_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            List<String> output = output();
                            if (!process.isAlive() && output.stream().noneMatch(wanted)) {
                                throw new AssertionError(
                                        name + " has ended by itself:\n" + String.join("\n", output()));
                            }
                            return output.stream()
                                    .skip(after)
                                    .filter(wanted)
                                    .findFirst()
                                    .orElse("");
                        },
                        line -> !line.isEmpty());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The JVM among this process and its descendants. */
    ProcessHandle jvm() {
        return family().stream()
                .filter(one -> one.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no JVM"));
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
        family.addAll(process.descendants().toList());
        return family;
    }

    /** How a process ended. */
    record End(int status, Duration took) {}

    /** Sends a signal and waits until the process and all it has started are gone. */
    End stop(String signal) {
        List<ProcessHandle> family = family();
        long began = System.nanoTime();
        kill(signal);
        try {
            assertThat(process.waitFor(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as("%s stops after SIG%s; it said:\n%s", name, signal, String.join("\n", output()))
                    .isTrue();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            await("all processes of " + name + " are gone")
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
            reader.join();
            return new End(process.exitValue(), took);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            alive.remove(process);
        }
    }

    /** Waits until it has ended by itself, and returns its status. */
    int awaitEnd() {
        await(name + " ends by itself").atMost(STARTED_WITHIN).until(() -> !process.isAlive());
        alive.remove(process);
        return process.exitValue();
    }

    /** Sends a signal to the process and all it has started, and does not wait. */
    void signal(String signal) {
        for (ProcessHandle one : family()) {
            kill(signal, one.pid());
        }
    }

    private void kill(String signal) {
        kill(signal, process.pid());
    }

    private static void kill(String signal, long pid) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(status).as("status of kill -%s", signal).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            stop("TERM");
        }
        alive.remove(process);
    }
}
