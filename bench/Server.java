import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that is measured, seen from outside. Linux only.
 *
 * @param pid its process id
 * @param jcmd the program that tells its JVM to collect garbage
 */
record Server(long pid, String jcmd) {

    void collectGarbage() throws IOException, InterruptedException {
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Thread.sleep(500);
    }

    /** Its resident set (VmRSS). */
    long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Its user and system time so far. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }
}
