package dev.wellspring.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "\\d+ 123 true",
                "\\D+ 123 false",
                "[\\w.]+ a.b_1 true",
                "[^/]+ a/b false",
                "[a-z-]+ a-b true",
                "[-a]+ a-a true",
                "[\\d&&[0-1]] 3 false",
                "[[a-z]--[aeiou]]+ xyz true",
                "[[a-z]--[aeiou]]+ xyza false",
                "[^[a-z]--x] x true",
                "\\u0061\\x62\\u{63} abc true",
                "\\u{1F6B2} a false",
                "[\\u{1F6B2}a] a true",
                "a{2} aa true",
                "a{2,} aaaa true",
                "a{2,3} aaaa false",
                "a{0} a false",
                "a+? aaa true",
                "(?<year>\\d{4})-(?:x|y) 2026-y true",
                "a|ab ab true",
                "^a$ a true",
                "a$b ab false",
                "\\ba\\b a true",
                "[[:alpha:]] b false",
                "[[:alpha:]] : true",
                "[] a false",
                "[^] a true",
                "\\.\\/ ./ true",
                "(?:) \"\" true"
            })
    void meansWhatItMeansInEcmaScript(String source, String text, boolean matches) {
        assertThat(Pattern.compile(CustomExpression.parse(source).expression()).matches(text))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(?:a{10}){10}", "[a-z]{1000}", "(?:a|b|c){100}"})
    void theSizeIsAboutThatOfTheProgram(String source) {
        var translation = CustomExpression.parse(source);
        assertThat(translation.size()).isBetween(1, CustomExpression.MAX_SIZE);
    }

    @Test
    void countsRepetitionsAsOftenAsTheyRepeat() {
        assertThat(CustomExpression.parse("(?:a{10}b){10}").size()).isEqualTo(110);
        assertThat(CustomExpression.parse("a{3,}").size()).isEqualTo(4);
    }
}
