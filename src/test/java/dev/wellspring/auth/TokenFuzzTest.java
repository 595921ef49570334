package dev.wellspring.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wellspring.auth.jose.Mint;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/**
 * Tokens: any text is refused with a sentence; and what is signed with the right key, header and claims both being
 * anything, is an access or is refused. The first byte says which of these the others are.
 */
class TokenFuzzTest {

    private static final String SENTENCE = "[ !#-\\[\\]-~]+";

    private final Hub hub = new Hub(Hub.settings(Hub.key(true))
            .withRememberedTokens(0)
            .withPresentation(new Presentation("token", "classic", true, List.of("https://app.example"))));

    @FuzzTest
    @Timeout(10)
    void anyBytes(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        String text = new String(bytes, 1, bytes.length - 1, bytes[0] == 'S' ? UTF_8 : ISO_8859_1);
        switch (bytes[0]) {
            case 'S' -> signed(text);
            case 'H' -> unsigned(Hub.header(text));
            case 'Q' -> unsigned(Hub.query(text));
            case 'C' -> unsigned(Hub.cookies("classic=" + text));
            default -> unsigned(Hub.cookies("token=" + text));
        }
    }

    /** Nobody can guess a signature. */
    private void unsigned(Credentials credentials) {
        for (Action action : Action.values()) {
            assertThat(admitted(credentials, action)).isNull();
        }
    }

    private void signed(String text) {
        int line = text.indexOf('\n');
        String header = line < 0 ? Hub.MODERN_HEADER : text.substring(0, line);
        String claims = text.substring(line + 1);
        for (Action action : Action.values()) {
            Access access = admitted(Hub.bearer(Mint.hs256(Hub.SECRET, header, claims)), action);
            if (access != null) {
                obeys(access, action);
            }
        }
    }

    private void obeys(Access access, Action action) {
        assertThat(access.isAnonymous()).isFalse();
        access.expires().ifPresent(end -> assertThat(end).isAfter(Hub.NOW));
        if (access.generation().orElseThrow() == Generation.MODERN) {
            assertThat(access.expires()).isPresent();
        }
        assertThat(access.mayPublish("t") && action == Action.SUBSCRIBE).isFalse();
        assertThat(access.mayReceive("t") && action == Action.PUBLISH).isFalse();
        access.payloadFor("t");
    }

    /** Null if it is refused. */
    private Access admitted(Credentials credentials, Action action) {
        try {
            return hub.admit(credentials, action);
        } catch (AccessRefused refused) {
            assertThat(refused.getMessage()).matches(SENTENCE);
            return null;
        }
    }
}
