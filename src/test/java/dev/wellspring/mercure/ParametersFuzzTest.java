package dev.wellspring.mercure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wellspring.topic.ProtocolString;
import dev.wellspring.topic.TopicMatcher;
import java.net.URLEncoder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;

/** Queries, and the bodies of QUERY: any bytes are parameters or are refused, and no matcher is more than it may be. */
class ParametersFuzzTest {

    private static final Limits LIMITS = new Limits(1 << 20, 100, 20, 4096);

    private final HubAddress address = HubAddress.of("https://hub.example.com/.well-known/mercure");

    @FuzzTest
    @Timeout(10)
    void anyBytes(byte[] bytes) {
        Parameters parameters = Parameters.parse(bytes);
        if (parameters.pairs().stream().allMatch(Parameters.Pair::isUtf8)) {
            assertThat(Parameters.parse(encoded(parameters))).isEqualTo(parameters);
        }
        try {
            SubscriptionRequest asked = SubscriptionRequest.read(parameters, null, address.matchers(), LIMITS);
            assertThat(asked.matchers()).isNotEmpty().hasSizeLessThanOrEqualTo(LIMITS.matchers());
            assertThat(asked.matchers()).doesNotHaveDuplicates();
            assertThat(asked.matchers().stream().map(TopicMatcher::pattern)).allSatisfy(pattern -> {
                assertThat(ProtocolString.violation(pattern)).isEmpty();
                assertThat(pattern.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(LIMITS.patternBytes());
            });
            assertThat(asked.classic()).isEqualTo(parameters.has("topic"));
            assertThat(asked.classic() || asked.modern()).isTrue();
        } catch (InvalidParameter refused) {
            // What comes from a client must not get into a message as it is.
            assertThat(refused.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        }
    }

    /** The same parameters as another program writes them. */
    private static byte[] encoded(Parameters parameters) {
        return parameters.pairs().stream()
                .map(pair -> URLEncoder.encode(pair.name(), UTF_8) + "=" + URLEncoder.encode(pair.value(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }
}
