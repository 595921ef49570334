package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.DemoToken;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever copies the token from a page of ours must be let in. */
class DemoTokenShownTest {

    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    @ParameterizedTest
    @ValueSource(strings = {"bin/run", "webapp/assets/hub.js", "README.md", "README.zh-CN.md"})
    void every_token_that_is_shown_is_the_demo_token(String file) {
        Stream<String> shown = TOKEN.matcher(Project.read(file))
                .results()
                .map(MatchResult::group)
                .distinct();
        assertThat(shown).containsExactly(DemoToken.classic());
    }
}
