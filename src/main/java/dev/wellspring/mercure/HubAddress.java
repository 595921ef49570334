package dev.wellspring.mercure;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.ReservedNamespace;

/**
 * Where the hub is, which is what relative topics and patterns are relative to.
 *
 * @param matchers makes matchers for this address
 * @param reserved the topics that are the hub's own
 */
public record HubAddress(Matchers matchers, ReservedNamespace reserved) {

    /**
     * The address of a hub that does not know its own: relative topics match relative patterns, and nothing on any host
     * (RFC 6761 reserves the name).
     */
    public static final String UNKNOWN = "http://hub.invalid" + HubResource.ABSOLUTE_PATH;

    /** The address that has this absolute URL. */
    public static HubAddress of(String url) {
        return new HubAddress(new Matchers(url), new ReservedNamespace(url));
    }
}
