package dev.wellspring.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    private static final Networks NETWORKS =
            Networks.of(List.of("10.0.0.0/8", " 172.16.0.0/12", "fc00::/7", "192.0.2.7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.255.0.1",
                "172.31.255.255",
                "fd12::1",
                "192.0.2.7",
                "127.0.0.1",
                "127.8.8.8",
                "::1",
                "::ffff:10.0.0.1"
            })
    void contain(String address) {
        assertThat(NETWORKS.contain(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11.0.0.1",
                "172.32.0.1",
                "192.0.2.8",
                "2001:db8::1",
                "8.8.8.8",
                "::ffff:8.8.8.8",
                "",
                "unknown",
                "operators.example",
                "10.0.0.1, 8.8.8.8"
            })
    void doNotContain(String address) {
        assertThat(NETWORKS.contain(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "example.com/8", "fc00::/129", "10.0.0.0/8/8"})
    void refuseWhatIsNone(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.of(List.of(written)));
    }

    @Test
    void containThisMachineAlways() {
        assertThat(Networks.of(List.of()).contain("127.0.0.1")).isTrue();
        assertThat(Networks.of(List.of()).contain("10.0.0.1")).isFalse();
        assertThat(Networks.of(List.of("0.0.0.0/0")).contain("8.8.8.8")).isTrue();
    }
}
