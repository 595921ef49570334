package dev.wellspring.topic.url;

import java.util.ArrayList;
import java.util.List;

/**
 * The segments of a path while it is being resolved: dot segments are removed as they arrive, Windows drive letters of {@code file} URLs are
 * kept at the root. Not thread-safe; lives for one call.
 *
 * @see <a href="https://url.spec.whatwg.org/#path-state">URL Standard, path state</a>
 */
final class Path {
    private final String scheme;
    private final List<String> segments;

    private Path(String scheme, List<String> segments) {
        this.scheme = scheme;
        this.segments = segments;
    }

    /** An empty path of a URL with this scheme. */
    static Path root(String scheme) {
        return new Path(scheme, new ArrayList<>());
    }

    /** The directory that references relative to this URL start from: its path without the last segment. */
    static Path directoryOf(Url base) {
        var path = root(base.scheme());
        if (!base.path().isEmpty()) {
            path.segments.addAll(List.of(base.path().substring(1).split("/", -1)));
        }
        path.shorten();
        return path;
    }

    /** Appends a path reference that has lost its leading slash, one segment after the other. */
    Path append(String reference) {
        boolean special = Scheme.isSpecial(scheme);
        int start = 0;
        for (int i = 0; i <= reference.length(); i++) {
            boolean last = i == reference.length();
            if (last || isSlash(reference.charAt(i), special)) {
                push(reference.substring(start, i), last);
                start = i + 1;
            }
        }
        return this;
    }

    private void push(String segment, boolean last) {
        switch (dots(segment)) {
            case 2 -> {
                shorten();
                if (last) {
                    segments.add("");
                }
            }
            case 1 -> {
                if (last) {
                    segments.add("");
                }
            }
            default ->
                segments.add(
                        isFile() && segments.isEmpty() && isDriveLetter(segment)
                                ? segment.charAt(0) + ":"
                                : PercentEncoding.PATH.encode(segment));
        }
    }

    void pushDriveOf(Url base) {
        if (base.path().length() >= 3
                && startsWithDriveLetter(base.path().substring(1))
                && base.path().charAt(2) == ':') {
            segments.add(base.path().substring(1, 3));
        }
    }

    private void shorten() {
        boolean drive = isFile() && segments.size() == 1 && isDriveLetter(segments.getFirst());
        if (!segments.isEmpty() && !drive) {
            segments.removeLast();
        }
    }

    private boolean isFile() {
        return scheme.equals("file");
    }

    @Override
    public String toString() {
        return segments.isEmpty() ? "" : "/" + String.join("/", segments);
    }

    static boolean isSlash(char c, boolean special) {
        return c == '/' || (special && c == '\\');
    }

    static boolean isDriveLetter(String text) {
        return text.length() == 2
                && UnicodeText.isAlpha(text.charAt(0))
                && (text.charAt(1) == ':' || text.charAt(1) == '|');
    }

    static boolean startsWithDriveLetter(String text) {
        return text.length() >= 2
                && isDriveLetter(text.substring(0, 2))
                && (text.length() == 2 || isSlash(text.charAt(2), true));
    }

    /** Returns how many dots the segment stands for, 0 unless it is nothing but one or two, plain or percent-encoded. */
    private static int dots(String segment) {
        int count = 0;
        for (int i = 0; i < segment.length(); count++) {
            if (segment.charAt(i) == '.') {
                i++;
            } else if (segment.regionMatches(true, i, "%2e", 0, 3)) {
                i += 3;
            } else {
                return 0;
            }
        }
        return count <= 2 ? count : 0;
    }
}
