package dev.wellspring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wellspring.cluster.RedisAddress.Host;
import dev.wellspring.cluster.RedisAddress.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @Test
    void oneServer() {
        assertThat(RedisAddress.parse("redis://redis"))
                .isEqualTo(
                        new RedisAddress(Topology.SINGLE, List.of(new Host("redis", 6379)), false, null, null, "", 0));
        assertThat(RedisAddress.parse("rediss://hub:p%40ss%3Aw%2Frd+@[::1]:6380/3"))
                .isEqualTo(new RedisAddress(
                        Topology.SINGLE, List.of(new Host("::1", 6380)), true, "hub", "p@ss:w/rd+", "", 3));
        assertThat(RedisAddress.parse("redis://:secret@10.0.0.1/"))
                .isEqualTo(new RedisAddress(
                        Topology.SINGLE, List.of(new Host("10.0.0.1", 6379)), false, null, "secret", "", 0));
    }

    @Test
    void sentinels() {
        assertThat(RedisAddress.parse("redis+sentinel://hub:secret@a,b:26380/the-master/2"))
                .isEqualTo(new RedisAddress(
                        Topology.SENTINEL,
                        List.of(new Host("a", 26379), new Host("b", 26380)),
                        false,
                        "hub",
                        "secret",
                        "the-master",
                        2));
    }

    @Test
    void aCluster() {
        assertThat(RedisAddress.parse("rediss+cluster://a:7000,b:7001,c"))
                .isEqualTo(new RedisAddress(
                        Topology.CLUSTER,
                        List.of(new Host("a", 7000), new Host("b", 7001), new Host("c", 6379)),
                        true,
                        null,
                        null,
                        "",
                        0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis:host",
                "redis://",
                "redis://secret@host",
                "redis://user:secret@",
                "redis://user:sec@ret@host",
                "redis://user:sec/ret@host",
                "redis://user:sec%ret@host",
                "redis://user:secret@host:0",
                "redis://user:secret@host:99999",
                "redis://user:secret@host:port",
                "redis://user:secret@a,b",
                "redis://user:secret@host/db",
                "redis://user:secret@host/0/1",
                "redis://user:secret@host?db=1",
                "redis+sentinel://user:secret@a,b",
                "redis+sentinel://user:secret@a,b/",
                "redis+sentinel://user:secret@a,,b/master",
                "redis+cluster://user:secret@a,b/1",
                "redis+other://user:secret@host",
                "redis://user:secret@ho st",
            })
    void whatIsNoAddressIsRefusedWithoutRepeatingIt(String text) {
        assertThat(RedisAddress.isMeant(text)).isTrue();
        assertThatThrownBy(() -> RedisAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("secret")
                .doesNotContain("ret@")
                .doesNotContain("%ret")
                .endsWith(".");
    }

    @Test
    void asTextItNamesNobody() {
        assertThat(RedisAddress.parse("redis://hub:secret@host").toString())
                .contains("host")
                .doesNotContain("secret")
                .doesNotContain("hub");
    }
}
