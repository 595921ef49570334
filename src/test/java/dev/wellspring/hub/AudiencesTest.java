package dev.wellspring.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.topic.Matchers;
import dev.wellspring.topic.TopicMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The index finds whom asking everybody finds. */
class AudiencesTest {

    private static final Matchers MATCHERS = new Matchers("https://hub.example/.well-known/mercure");

    private final Audiences audiences = new Audiences();

    private static Set<Selection> asked(List<Selection> all, Update update) {
        Set<Selection> admitting = new HashSet<>();
        for (Selection selection : all) {
            if (selection.admits(update)) {
                admitting.add(selection);
            }
        }
        return admitting;
    }

    private Set<Selection> found(Update update) {
        List<Selection> selections =
                audiences.admitting(update).stream().map(Audience::selection).toList();
        assertThat(selections).doesNotHaveDuplicates();
        return Set.copyOf(selections);
    }

    @RepeatedTest(20)
    void agreesWithTheRuleWhoeverComesAndGoes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Selection> here = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            int what = random.nextInt(10);
            if (what < 3) {
                Selection selection = RandomTopics.selection(random, MATCHERS);
                Audience audience = audiences.of(selection);
                assertThat(audiences.of(selection)).isSameAs(audience);
                if (!here.contains(selection)) {
                    here.add(selection);
                }
            } else if (what < 5 && !here.isEmpty()) {
                audiences.remove(audiences.of(here.remove(random.nextInt(here.size()))));
            } else {
                Update update = RandomTopics.update(random, step);
                assertThat(found(update))
                        .as("seed %d, step %d", repetition.getCurrentRepetition(), step)
                        .isEqualTo(asked(here, update));
            }
            assertThat(audiences.size()).isEqualTo(here.size());
            assertThat(audiences.all()).hasSize(here.size());
        }
    }

    @Test
    void forgetsTopicsWithoutForgettingAudiences() {
        Selection pattern = new Selection(List.of(MATCHERS.urlPattern("https://example.com/:id")), List.of());
        audiences.of(pattern);
        IntStream.range(0, 3000)
                .forEach(i ->
                        assertThat(found(update("https://example.com/" + i))).containsExactly(pattern));
        Selection late = new Selection(List.of(MATCHERS.selector("https://example.com/{id}")), List.of());
        audiences.of(late);
        assertThat(found(update("https://example.com/0"))).containsExactlyInAnyOrder(pattern, late);
        assertThat(found(update("https://example.com/2999"))).containsExactlyInAnyOrder(pattern, late);
        audiences.remove(audiences.of(pattern));
        assertThat(found(update("https://example.com/2999"))).containsExactly(late);
        assertThat(found(update("https://example.com/1"))).containsExactly(late);
    }

    @Test
    void exactMatchersAreNoPatternsButTheWildcardIs() {
        TopicMatcher exact = MATCHERS.exact("a");
        assertThat(Audiences.isExact(exact)).isTrue();
        assertThat(Audiences.isExact(MATCHERS.exact("*"))).isFalse();
        assertThat(Audiences.isExact(MATCHERS.selector("a"))).isFalse();
        Selection all = new Selection(List.of(MATCHERS.exact("*"), exact), List.of());
        audiences.of(all);
        assertThat(found(update("a"))).containsExactly(all);
        assertThat(found(update("b"))).containsExactly(all);
    }

    private static Update update(String topic) {
        return new Update(List.of(topic), "", false, null, null, null);
    }
}
