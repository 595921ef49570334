package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wellspring.hub.Cursor;
import dev.wellspring.topic.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscription out of its parameters. */
class SubscriptionRequestTest {

    private final Matchers matchers = HubAddress.of(HubAddress.UNKNOWN).matchers();

    private SubscriptionRequest read(String query) {
        return read(query, null);
    }

    private SubscriptionRequest read(String query, @Nullable String header) {
        return SubscriptionRequest.read(
                Parameters.parse(query.getBytes(UTF_8)), header, matchers, new Limits(1000, 3, 4, 10));
    }

    @Test
    void keepsEachMatcherOnceInOrder() {
        assertThat(read("match=b&match_exact=a&match=b&match_urlpattern=b").matchers())
                .containsExactly(matchers.exact("b"), matchers.exact("a"), matchers.urlPattern("b"));
    }

    @Test
    void knowsTheGenerations() {
        assertThat(read("match=a").modern()).isTrue();
        assertThat(read("match=a").classic()).isFalse();
        assertThat(read("topic=a").modern()).isFalse();
        assertThat(read("topic=a").classic()).isTrue();
        assertThat(read("topic=a&match_urlpattern=a").modern()).isTrue();
        assertThat(read("topic=a&match_urlpattern=a").classic()).isTrue();
        assertThat(read("topic=a&match=a").matchers()).containsExactly(matchers.selector("a"), matchers.exact("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo=bar",
                "Match=a",
                "match=a&MATCH=b",
                "matcher=a",
                "match_=a",
                "match_regexp=a",
                "match=%00",
                "match_urlpattern={a",
                "match=12345678901",
                "match=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9x",
                "match=a&match=a&match=a&match=a&match=a",
                "Topic=a"
            })
    void refuses(String query) {
        assertThatThrownBy(() -> read(query)).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void countsBytesOfPatterns() {
        assertThat(read("match=1234567890").matchers()).hasSize(1);
        assertThat(read("match=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9").matchers()).hasSize(1);
    }

    @Test
    void findsTheCursor() {
        assertThat(read("match=a").cursor()).isEqualTo(new Cursor.Live());
        assertThat(read("match=a&last_event_id=").cursor()).isEqualTo(new Cursor.Live());
        assertThat(read("match=a&last_event_id=earliest").cursor()).isEqualTo(new Cursor.Earliest());
        assertThat(read("match=a&last_event_id=x").cursor()).isEqualTo(new Cursor.After("x"));
        assertThat(read("match=a&lastEventID=x").cursor()).isEqualTo(new Cursor.After("x"));
        assertThat(read("match=a&lastEventID=x&last_event_id=y").cursor()).isEqualTo(new Cursor.After("y"));
        assertThat(read("match=a&last_event_id=x&last_event_id=y").cursor()).isEqualTo(new Cursor.After("x"));
        assertThat(read("match=a&last_event_id=x", "h").cursor()).isEqualTo(new Cursor.After("h"));
        assertThat(read("match=a&last_event_id=x", "").cursor()).isEqualTo(new Cursor.Live());
        assertThat(read("match=a", "earliest").cursor()).isEqualTo(new Cursor.Earliest());
        assertThat(read("match=a&Last_Event_Id=x").cursor()).isEqualTo(new Cursor.Live());
    }

    @Test
    void tellsGapsOnlyIfAsked() {
        assertThat(read("match=a").gapEvents()).isFalse();
        assertThat(read("match=a&gap=header").gapEvents()).isFalse();
        assertThat(read("match=a&gap=event").gapEvents()).isTrue();
    }
}
