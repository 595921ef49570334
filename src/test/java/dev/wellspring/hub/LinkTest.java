package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A chain's sums. */
class LinkTest {

    @Test
    void anEmptyChainHasNothingToSend() {
        Link beginning = Link.beginning();
        assertThat(beginning.next()).isNull();
        assertThat(beginning.frame()).isNull();
        assertThat(beginning.sequence()).isEqualTo(EventLog.START);
        assertThat(beginning.backlogUpTo(beginning)).isZero();
    }

    @Test
    void theBacklogOfEveryPositionIsWhatFollowsIt() {
        Random random = new Random(1);
        List<Link> links = new ArrayList<>(List.of(Link.beginning()));
        for (int i = 1; i <= 100; i++) {
            links.add(links.getLast().append(new Frame(i, "a", new byte[random.nextInt(5000)])));
        }
        for (Link position : links) {
            long left = 0;
            for (Link link = position.next(); link != null; link = link.next()) {
                left += Objects.requireNonNull(link.frame()).bytes().length;
            }
            assertThat(position.backlogUpTo(links.getLast())).isEqualTo(left);
        }
    }

    @Test
    void aPositionSkipsWhatIsUpToAPlace() {
        Link beginning = Link.beginning();
        Link five = beginning.append(new Frame(5, "a", new byte[1]));
        Link seven = five.append(new Frame(7, "a", new byte[1]));
        assertThat(beginning.upTo(4)).isSameAs(beginning);
        assertThat(beginning.upTo(5)).isSameAs(five);
        assertThat(beginning.upTo(6)).isSameAs(five);
        assertThat(five.upTo(4)).isSameAs(five);
        assertThat(beginning.upTo(9)).isSameAs(seven);
    }

    @Test
    void aFrameIsSharedNotCopied() {
        Frame frame = new Frame(7, "a", new byte[3]);
        Link one = Link.beginning().append(frame);
        Link other = Link.beginning().append(frame);
        assertThat(one.frame()).isSameAs(other.frame());
        assertThat(one.sequence()).isEqualTo(7);
    }
}
