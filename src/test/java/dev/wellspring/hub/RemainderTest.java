package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept of a backlog. */
class RemainderTest {

    private final Remainder remainder = new Remainder();

    private static Frame frame(long sequence, String topic, int bytes) {
        return new Frame(sequence, topic, new byte[bytes]);
    }

    @Test
    void keepsTheNewestOfEachTopicInTheOrderOfTheLog() {
        Frame newestOfA = frame(3, "a", 3);
        Frame newestOfB = frame(2, "b", 20);
        assertThat(remainder.keep(frame(1, "a", 100))).isFalse();
        assertThat(remainder.keep(newestOfB)).isFalse();
        assertThat(remainder.keep(newestOfA)).isTrue();
        assertThat(remainder.bytes()).isEqualTo(23);
        assertThat(remainder.poll()).isSameAs(newestOfB);
        assertThat(remainder.poll()).isSameAs(newestOfA);
        assertThat(remainder.poll()).isNull();
        assertThat(remainder.bytes()).isZero();
    }

    @Test
    void tellsOnceHowManyWereDropped() {
        remainder.drop(2);
        remainder.drop(3);
        assertThat(remainder.takeDropped()).isEqualTo(5);
        assertThat(remainder.takeDropped()).isZero();
    }
}
