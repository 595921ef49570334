package dev.wellspring.cluster;

import java.nio.charset.StandardCharsets;

/** The names of a log's keys. All have the same part in braces, which puts them into one slot of a cluster. */
record LogKeys(String name) {

    /** A hash: what is true of the whole log. */
    byte[] life() {
        return key("life");
    }

    /** A stream: the updates. */
    byte[] updates() {
        return key("updates");
    }

    /** A sorted set: the ids that publishers have brought, with their places. */
    byte[] ids() {
        return key("ids");
    }

    /** A hash: what a writer's last append was answered. */
    byte[] answer(String writer) {
        return key("answer:" + writer);
    }

    private byte[] key(String last) {
        return ("{" + name + "}:" + last).getBytes(StandardCharsets.UTF_8);
    }
}
