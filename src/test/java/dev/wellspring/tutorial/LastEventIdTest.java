package dev.wellspring.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LastEventIdTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "98, 99", "007, 8", "' 7 ', 8", "'\t7\t', 8"})
    void aNumberIsFollowedByTheNext(String text, int next) {
        assertThat(LastEventId.parse(text, 100).next()).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99",
                "100",
                "2147483647",
                "2147483648",
                "4294967296",
                "9223372036854775808",
                "00000000000000000099"
            })
    void theLastNumberAndLargerOnesAreTheEnd(String text) {
        assertThat(LastEventId.parse(text, 100).next()).isEqualTo(100);
    }

    @Test
    void aNumberOfAnyLengthNeedsNoArithmetic() {
        assertThat(LastEventId.parse("9".repeat(1_000_000), 100).next()).isEqualTo(100);
        assertThat(LastEventId.parse("0".repeat(1_000_000) + "5", 100).next()).isEqualTo(6);
        assertThat(LastEventId.parse("9".repeat(1_000_000), Integer.MAX_VALUE).number())
                .isEqualTo(Integer.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "", " ", "-1", "+1", "1.5", "1e3", "0x10", "²", "½", "٣", "７", "१", "𝟕", "1 2", "a", "1a", "a1", "1\0",
                "\u00a01", "\ufeff1"
            })
    void everythingElseIsNoId(String text) {
        assertThat(LastEventId.parse(text, 100).next()).isZero();
    }
}
