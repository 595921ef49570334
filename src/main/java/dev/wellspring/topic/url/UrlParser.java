package dev.wellspring.topic.url;

import org.jspecify.annotations.Nullable;

/**
 * Parses URL references.
 *
 * <p>The standard describes a state machine that looks at one code point at a time, because a browser's address bar wants to know about every
 * slip. The same language reads more simply from the outside in, since three cuts do not depend on anything before them:
 *
 * <pre>
 *   scheme:   hierarchy            ?query  #fragment
 *   ───┬───   ─────────┬─────────   ──┬──   ───┬────
 *      │               │              │        └ after the first '#'
 *      │               │              └ after the first '?' before that
 *      │               └ //authority/path, /path, path, or an opaque path
 *      └ up to the first ':' if everything before it can be a scheme
 * </pre>
 *
 * <p>What remains is to decide what the hierarchy is relative to. {@code file} has its own rules for hosts and drive letters; the other special
 * schemes always have an authority, however many slashes announce it; any other scheme has one after exactly two slashes.
 *
 * <p>The public vectors of the Web Platform Tests hold this class to the standard.
 */
final class UrlParser {
    private final @Nullable Url base;
    private final String scheme;
    private final boolean special;
    private final @Nullable String query;
    private final @Nullable String fragment;

    private UrlParser(@Nullable Url base, String scheme, @Nullable String query, @Nullable String fragment) {
        this.base = base;
        this.scheme = scheme;
        this.special = Scheme.isSpecial(scheme);
        this.query =
                query == null ? null : (special ? PercentEncoding.SPECIAL_QUERY : PercentEncoding.QUERY).encode(query);
        this.fragment = fragment == null ? null : PercentEncoding.FRAGMENT.encode(fragment);
    }

    static Url parse(String text, @Nullable Url base) {
        String hierarchy = UnicodeText.withoutBreaks(UnicodeText.trimmed(text));
        String fragment = null;
        String query = null;
        int hash = hierarchy.indexOf('#');
        if (hash >= 0) {
            fragment = hierarchy.substring(hash + 1);
            hierarchy = hierarchy.substring(0, hash);
        }
        int mark = hierarchy.indexOf('?');
        if (mark >= 0) {
            query = hierarchy.substring(mark + 1);
            hierarchy = hierarchy.substring(0, mark);
        }
        int colon = Scheme.end(hierarchy);
        if (colon >= 0) {
            String scheme = Scheme.lower(hierarchy.substring(0, colon));
            return new UrlParser(base, scheme, query, fragment).absolute(hierarchy.substring(colon + 1));
        }
        if (base == null) {
            throw new InvalidUrl("there is no scheme and nothing to be relative to");
        }
        var parser = new UrlParser(base, base.scheme(), query, fragment);
        if (base.opaque()) {
            return parser.sameDocument(hierarchy, base);
        }
        return base.scheme().equals("file") ? parser.file(hierarchy, base) : parser.relative(hierarchy, base);
    }

    private Url absolute(String rest) {
        Url related = base != null && base.scheme().equals(scheme) ? base : null;
        if (scheme.equals("file")) {
            return file(rest, related);
        }
        if (special) {
            return related == null || rest.startsWith("//") ? authority(withoutSlashes(rest)) : relative(rest, related);
        }
        if (rest.startsWith("//")) {
            return authority(rest.substring(2));
        }
        if (rest.startsWith("/")) {
            return url(null, Path.root(scheme).append(rest.substring(1)).toString());
        }
        String path = PercentEncoding.C0_CONTROL.encode(rest);
        if (path.endsWith(" ") && (query != null || fragment != null)) {
            // The last space would otherwise be lost when the URL is written without its query and fragment and read
            // again.
            path = path.substring(0, path.length() - 1) + "%20";
        }
        return new Url(scheme, "", "", null, -1, true, path, query, fragment);
    }

    private Url sameDocument(String rest, Url base) {
        if (!rest.isEmpty() || query != null || fragment == null) {
            throw new InvalidUrl("nothing can be relative to an opaque path");
        }
        return base.withTail(base.query(), fragment);
    }

    private Url relative(String rest, Url base) {
        if (rest.isEmpty()) {
            return base.withTail(query == null ? base.query() : query, fragment);
        }
        if (!isSlash(rest, 0)) {
            return base.withTail(query, fragment)
                    .withPath(Path.directoryOf(base).append(rest).toString());
        }
        if (isSlash(rest, 1)) {
            return authority(special ? withoutSlashes(rest) : rest.substring(2));
        }
        return base.withTail(query, fragment)
                .withPath(Path.root(scheme).append(rest.substring(1)).toString());
    }

    private Url file(String rest, @Nullable Url base) {
        if (isSlash(rest, 0) && isSlash(rest, 1)) {
            return fileHost(rest.substring(2));
        }
        if (isSlash(rest, 0)) {
            var path = Path.root(scheme);
            String reference = rest.substring(1);
            if (base != null && !Path.startsWithDriveLetter(reference)) {
                path.pushDriveOf(base);
            }
            return url(base == null ? "" : base.host(), path.append(reference).toString());
        }
        if (base == null) {
            return url("", Path.root(scheme).append(rest).toString());
        }
        if (rest.isEmpty()) {
            return base.withTail(query == null ? base.query() : query, fragment);
        }
        var path = Path.startsWithDriveLetter(rest) ? Path.root(scheme) : Path.directoryOf(base);
        return url(base.host(), path.append(rest).toString());
    }

    private Url fileHost(String rest) {
        int end = authorityEnd(rest);
        String host = rest.substring(0, end);
        if (Path.isDriveLetter(host)) {
            return url("", Path.root(scheme).append(rest).toString());
        }
        String parsed = host.isEmpty() ? "" : Host.parse(host, true);
        return url(parsed.equals("localhost") ? "" : parsed, pathAfterAuthority(rest.substring(end)));
    }

    private Url authority(String rest) {
        int end = authorityEnd(rest);
        String authority = rest.substring(0, end);
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        String hostAndPort = authority.substring(at + 1);
        if (hostAndPort.isEmpty() && (special || at >= 0)) {
            throw new InvalidUrl("the host is missing");
        }
        int colon = credentials.indexOf(':');
        String username = colon < 0 ? credentials : credentials.substring(0, colon);
        String password = colon < 0 ? "" : credentials.substring(colon + 1);
        int portColon = Host.end(hostAndPort);
        if (portColon == 0 && !hostAndPort.isEmpty()) {
            throw new InvalidUrl("the host is missing");
        }
        return new Url(
                scheme,
                PercentEncoding.USERINFO.encode(username),
                PercentEncoding.USERINFO.encode(password),
                Host.parse(hostAndPort.substring(0, portColon), special),
                portColon == hostAndPort.length() ? -1 : Port.parse(hostAndPort.substring(portColon + 1), scheme),
                false,
                pathAfterAuthority(rest.substring(end)),
                query,
                fragment);
    }

    private String pathAfterAuthority(String rest) {
        if (rest.isEmpty()) {
            return special ? "/" : "";
        }
        return Path.root(scheme).append(rest.substring(1)).toString();
    }

    private int authorityEnd(String rest) {
        int end = 0;
        while (end < rest.length() && !Path.isSlash(rest.charAt(end), special)) {
            end++;
        }
        return end;
    }

    private String withoutSlashes(String rest) {
        int start = 0;
        while (isSlash(rest, start)) {
            start++;
        }
        return rest.substring(start);
    }

    private boolean isSlash(String rest, int index) {
        return index < rest.length() && Path.isSlash(rest.charAt(index), special);
    }

    private Url url(@Nullable String host, String path) {
        return new Url(scheme, "", "", host, -1, false, path, query, fragment);
    }
}
