package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The seven streams of the WAR as it is deployed, on Tomcat with the shipped settings. */
class DeployedStreamsIT extends SevenStreamsContract {

    @Override
    Recorder recorder(RunningServer server) {
        return new Http1Recorder(server.tomcatPort());
    }

    @Test
    void anHttp10ClientGetsTheBareBytesAndTheEndOfTheConnection(RunningServer server) throws IOException {
        try (RawHttp.Response answer = RawHttp.get("localhost", server.tomcatPort(), "/sse/events")
                .http10()
                .complete(Duration.ofSeconds(10))) {
            assertThat(answer.headers("Transfer-Encoding")).isEmpty();
            assertThat(answer.text()).matches(Lesson.EVENTS.body());
        }
    }

    @Test
    void theConnectionIsKeptForTheNextRequest(RunningServer server) throws IOException {
        RawHttp request =
                RawHttp.get("localhost", server.tomcatPort(), "/sse/reconnect").header("Last-Event-ID", "98");
        try (RawHttp.Connection connection = request.send()) {
            String first =
                    connection.response().awaitComplete(Duration.ofSeconds(10)).text();
            connection.send(request);
            String second =
                    connection.response().awaitComplete(Duration.ofSeconds(10)).text();
            assertThat(second).isEqualTo(first).isEqualTo("retry: 3000\n\nid: 99\ndata: 消息 99\n\n");
        }
    }

    @Test
    void nothingInTheLogTellsOfTrouble(RunningServer server) {
        assertThat(server.troubles()).isEmpty();
    }
}
