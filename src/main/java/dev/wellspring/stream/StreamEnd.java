package dev.wellspring.stream;

/** Why a stream is over. */
public enum StreamEnd {
    /** The application closed it: everything sent before went out, then came the regular end of the response. */
    FINISHED,
    /** The client is gone. */
    CLIENT_GONE,
    /** The client took nothing for as long as the connector waits for one, and was given up. */
    STUCK,
    /** The client read too slowly: what waited for it outgrew the outbox and was dropped. */
    OVERFLOW,
    /** The application is stopping. */
    STOPPED
}
