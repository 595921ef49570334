package dev.wellspring.auth;

/** What one can be allowed to do with a topic; also the two roles that may have keys of their own. */
public enum Action {
    PUBLISH("publish"),
    SUBSCRIBE("subscribe");

    private final String protocolName;

    Action(String protocolName) {
        this.protocolName = protocolName;
    }

    /** Returns the name it has in tokens of both generations. */
    public String protocolName() {
        return protocolName;
    }
}
