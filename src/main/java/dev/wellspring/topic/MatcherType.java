package dev.wellspring.topic;

import java.util.Optional;
import java.util.stream.Stream;

/** How the pattern of a {@link TopicMatcher} is to be read. */
public enum MatcherType {
    /** The pattern is the topic. */
    EXACT("exact"),
    /** The pattern is a WHATWG URL Pattern. */
    URL_PATTERN("urlpattern"),
    /** The pattern is a selector of the classic protocol: a topic or an RFC 6570 URI Template. */
    TEMPLATE("template");

    private final String protocolName;

    MatcherType(String protocolName) {
        this.protocolName = protocolName;
    }

    /** Returns the name the protocol uses, such as {@code urlpattern}; the classic protocol never names its only type. */
    public String protocolName() {
        return protocolName;
    }

    /** Returns the type that has this name in the modern protocol; the comparison is case-sensitive. */
    public static Optional<MatcherType> named(String protocolName) {
        return Stream.of(EXACT, URL_PATTERN)
                .filter(type -> type.protocolName.equals(protocolName))
                .findFirst();
    }
}
