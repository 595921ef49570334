package dev.wellspring.topic;

import dev.wellspring.topic.url.Url;

/** The eight components that a URL Pattern matches one by one, in the order they have in a URL. */
enum UrlComponent {
    PROTOCOL,
    USERNAME,
    PASSWORD,
    HOSTNAME,
    PORT,
    PATHNAME,
    SEARCH,
    HASH;

    /** Returns the component's text, without delimiters; empty if the URL has none. */
    String of(Url url) {
        return switch (this) {
            case PROTOCOL -> url.scheme();
            case USERNAME -> url.username();
            case PASSWORD -> url.password();
            case HOSTNAME -> url.host() == null ? "" : url.host();
            case PORT -> url.port() < 0 ? "" : Integer.toString(url.port());
            case PATHNAME -> url.path();
            case SEARCH -> url.query() == null ? "" : url.query();
            case HASH -> url.fragment() == null ? "" : url.fragment();
        };
    }
}
