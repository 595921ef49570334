package dev.wellspring.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.docs.Project;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A key is made and a token signed with it as the pages tell, in a shell: the server in production takes it, and no other. */
class OwnKeyIT {

    private static final String KEY = "WELLSPRING_KEYS__MAIN__SECRET";

    @Test
    void aTokenThatIsSignedByHandIsOneInProduction() throws IOException, InterruptedException {
        List<String> lines = Stream.of(
                        Project.block("docs/operations.md", "$ export " + KEY + "=$(openssl rand -hex 32)"),
                        Project.block("README.md", "$ b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }"))
                .flatMap(String::lines)
                .map(line -> line.substring("$ ".length()))
                .toList();
        List<String> said =
                run(lines.stream().collect(Collectors.joining("\n")) + "\necho $" + KEY + "\necho $TOKEN\n");
        assertThat(said).hasSize(2);
        String secret = said.getFirst();
        assertThat(secret).matches("[0-9a-f]{64}");
        try (TomcatServer server = TomcatServer.withOurSettings(
                "ROOT", Map.of("WELLSPRING_MODE", "production", KEY, secret, "JAVA_OPTS", TomcatServer.SHORT_LIVED))) {
            assertThat(publish(server, said.getLast())).isEqualTo(200);
            assertThat(publish(server, DemoToken.classic())).isEqualTo(401);
            assertThat(server.output()).noneMatch(line -> line.contains(secret));
        }
    }

    private static List<String> run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-ec", script)
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private static int publish(TomcatServer server, String token) throws IOException {
        return RawHttp.request("POST", "127.0.0.1", server.port(), "/.well-known/mercure")
                .header("Authorization", "Bearer " + token)
                .body("application/x-www-form-urlencoded", "topic=a&data=b".getBytes(UTF_8))
                .complete(Timing.SOON)
                .status();
    }
}
