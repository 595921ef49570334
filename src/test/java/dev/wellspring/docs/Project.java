package dev.wellspring.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The files of the checkout; Maven runs tests in its root. */
public final class Project {

    private Project() {}

    /** The text of a file. */
    public static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block of code on a page that begins with this line, without its indentation. */
    public static String block(String page, String firstLine) {
        return read(page)
                .lines()
                .dropWhile(line -> !line.strip().equals(firstLine))
                .takeWhile(line -> !line.strip().equals("```"))
                .collect(Collectors.joining("\n"))
                .stripIndent()
                .concat("\n");
    }
}
