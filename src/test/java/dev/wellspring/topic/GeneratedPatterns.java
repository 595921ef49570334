package dev.wellspring.topic;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Patterns and topics that have something to do with each other: both are put together from the same pieces, so that about half of the topics
 * nearly match, and then one of them is damaged now and then. The authority of a pattern is never damaged, because the polyfill, unlike the
 * standard and browsers, rejects a port with something behind its digits and accepts a scheme that is none.
 */
final class GeneratedPatterns {
    private static final List<String> BASES = List.of(
            "https://hub.example.com/.well-known/mercure", "http://127.0.0.1:3000/", "https://example.com/a/b?q=1#top");

    /** Pieces: what a pattern may have, and topics' texts that it may be meant for. */
    private static final List<Piece> SCHEMES = pieces(
            "https:// https://",
            "https:// HTTPS://",
            "http{s}?:// https:// http://",
            "http:// http://",
            "foo:// foo://",
            ":x:// ws://");

    private static final List<Piece> HOSTS = pieces(
            "example.com example.com",
            "EXAMPLE.com Example.COM",
            "*.example.com www.example.com a.b.example.com",
            ":sub.example.com www.example.com a.b.example.com",
            "{:sub.}?example.com example.com www.example.com",
            "b\u00fccher.example B\u00dcCHER.example xn--bcher-kva.example",
            "127.0.0.1 127.1 0x7f000001",
            "[\\:\\:1] [::1] [0:0::1]",
            "* example.com user:pw@example.com");
    private static final List<Piece> PORTS =
            pieces(" ", " ", " ", ":8080 :8080", ":443 :443 :80", ":* :81 :443", ":80(80)? :80 :8080");
    private static final List<Piece> SEGMENTS = pieces(
            "/a /a",
            "/books /books /BOOKS",
            "/b%20c /b%20c",
            "/\u00e9 /\u00e9 /%C3%A9 /%c3%a9",
            "/a.b /a.b",
            "/.. /..",
            "/. /.",
            "/ /",
            "/:id /12 /\u00e9",
            "/:id? /12 ",
            "/:id* /12/a ",
            "/:id+ /12 /12/a",
            "/* / /a/b /a",
            "/(a|books) /a /books /b",
            "/(\\d+) /12 /1a",
            "/(\\d+)? /12 ",
            "/:n([a-c]+) /abc /abd",
            "{/a}? /a ",
            "{/a}* /a/a ",
            "{/x-:k}? /x-1 ",
            "{/:k-x}+ /1-x/2-x /1-x",
            "/:k.json /x.json /.json",
            "/a* /abc /a",
            "\\/a \\a /a",
            "/([^\\/]+?)/b /a/b");
    private static final List<Piece> SEARCHES = pieces(
            " ",
            " ",
            "?q=1 ?q=1 ",
            "\\?q=:v ?q=1 ?q=",
            "\\?* ? ?a",
            "?a=1&b=(\\w+) ?a=1&b=c ?a=1&b=",
            "\\?:x=' ?q='",
            "\\? ? ");
    private static final List<Piece> HASHES = pieces(" ", " ", "#top #top ", "#:f #a #", "# # ");
    private static final String NOISE = "{}()*+?:\\[]#/.@%-&| \u00fc";

    /** A piece of a pattern and what may stand in its place in a topic. */
    private record Piece(String pattern, List<String> topics) {}

    private final Random random;
    private final StringBuilder pattern = new StringBuilder();
    private final StringBuilder topic = new StringBuilder();

    GeneratedPatterns(long seed) {
        this.random = new Random(seed);
    }

    UrlPatternOracle.Question next() {
        pattern.setLength(0);
        topic.setLength(0);
        boolean absolute = random.nextInt(4) > 0;
        if (absolute) {
            append(SCHEMES);
            append(HOSTS);
            append(PORTS);
        }
        int authority = pattern.length();
        int depth = random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            append(SEGMENTS);
        }
        append(SEARCHES);
        append(HASHES);
        if (random.nextInt(8) == 0 && pattern.length() > authority) {
            damage(pattern, authority + 1);
        }
        if (random.nextInt(8) == 0) {
            damage(topic, 0);
        }
        return new UrlPatternOracle.Question(pattern.toString(), any(BASES), topic.toString());
    }

    private void append(List<Piece> pieces) {
        Piece piece = any(pieces);
        Piece meant = random.nextInt(20) == 0 ? any(pieces) : piece;
        pattern.append(piece.pattern());
        topic.append(any(meant.topics()));
    }

    private void damage(StringBuilder text, int from) {
        text.insert(random.nextInt(from, text.length() + 1), NOISE.charAt(random.nextInt(NOISE.length())));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<Piece> pieces(String... descriptions) {
        return Stream.of(descriptions)
                .map(description -> List.of(description.split(" ", -1)))
                .map(words -> new Piece(words.getFirst(), words.subList(1, words.size())))
                .toList();
    }
}
