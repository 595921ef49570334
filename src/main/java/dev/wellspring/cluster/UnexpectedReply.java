package dev.wellspring.cluster;

import redis.clients.jedis.exceptions.JedisDataException;

/** Redis has answered what it should not: something else uses the log's keys, or it is no Redis. */
final class UnexpectedReply extends JedisDataException {

    private static final long serialVersionUID = 1L;

    UnexpectedReply() {
        super("UNEXPECTED an answer of another kind.");
    }
}
