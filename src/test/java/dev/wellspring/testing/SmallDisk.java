package dev.wellspring.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few megabytes in memory. Takes the right to mount one. */
public final class SmallDisk implements AutoCloseable {

    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    /** Makes one; the right to do so is a {@link Prerequisite}. */
    public static SmallDisk mount(int megabytes) throws IOException {
        Path place = Files.createTempDirectory("small-disk");
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", place.toString());
        if (!mounted) {
            Files.delete(place);
        }
        Prerequisite.require(mounted, "There is no right to mount a file system.");
        return new SmallDisk(place);
    }

    /** A file on it. */
    public Path file(String name) {
        return place.resolve(name);
    }

    /** From now on nothing can be written. */
    public void makeReadOnly() {
        remount("ro");
    }

    /** Undoes {@link #makeReadOnly}. */
    public void makeWritable() {
        remount("rw");
    }

    private void remount(String option) {
        Prerequisite.require(
                run("mount", "-o", "remount," + option, place.toString()),
                "There is no right to mount a file system otherwise.");
    }

    /** Runs a program of the system and says whether it was there and succeeded. */
    public static boolean run(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (run("umount", place.toString())) {
            Files.delete(place);
        }
    }
}
