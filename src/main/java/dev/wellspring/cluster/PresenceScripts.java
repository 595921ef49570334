package dev.wellspring.cluster;

/** What {@link PresenceStore} has Redis do in one step; which keys are meant is said there. 0 is no, everything else yes. */
final class PresenceScripts {

    static final String BEGIN = """
            redis.call('HSET', KEYS[2], '#', '1')
            redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
            redis.call('SADD', KEYS[1], ARGV[1])
            return 1
            """;

    /** Subscribers and their subscriptions in turn; an empty one is a departure. */
    static final String WRITE = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            for i = 1, #ARGV, 2 do
              if ARGV[i + 1] == '' then
                redis.call('HDEL', KEYS[1], ARGV[i])
              else
                redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
              end
            end
            return redis.call('HINCRBY', KEYS[1], '#', 1)
            """;

    /** PEXPIRE first: unlike SET it is possible where Redis is full. */
    static final String RENEW = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            if redis.call('PEXPIRE', KEYS[2], ARGV[1]) == 0 then redis.call('SET', KEYS[2], '1', 'PX', ARGV[1]) end
            return 1
            """;

    static final String GIVE_UP = """
            if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
            if redis.call('EXISTS', KEYS[4]) == 1 then
              redis.call('HDEL', KEYS[4], '#')
              if redis.call('EXISTS', KEYS[4]) == 1 then
                redis.call('RENAME', KEYS[4], KEYS[5])
                redis.call('SADD', KEYS[2], ARGV[1])
              end
            end
            return redis.call('SREM', KEYS[1], ARGV[1])
            """;

    static final String RETIRE = """
            if redis.call('HLEN', KEYS[2]) <= 1 then
              redis.call('DEL', KEYS[2])
              redis.call('SREM', KEYS[1], ARGV[1])
            end
            return redis.call('DEL', KEYS[3])
            """;

    static final String STILL_ANNOUNCES = """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """;

    static final String FORGET = """
            redis.call('SREM', KEYS[1], ARGV[1])
            if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
            return 1
            """;

    /** For each node: nothing if it is not there, its version if that is known, all of it if not. */
    static final String READ = """
            local found = {}
            for i, key in ipairs(KEYS) do
              local version = redis.call('HGET', key, '#')
              if not version then
                found[i] = {}
              elseif version == ARGV[i] then
                found[i] = {version}
              else
                found[i] = redis.call('HGETALL', key)
              end
            end
            return found
            """;

    private PresenceScripts() {}
}
