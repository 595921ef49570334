package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The seven streams through nginx with the shipped files: nothing is held back, and nothing said twice. */
class NginxStreamsIT {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    @Nested
    class OverHttp1 extends SevenStreamsContract {

        @Override
        Recorder recorder(RunningServer server) {
            return new Http1Recorder(server.port());
        }
    }

    @Nested
    class OverHttp2 extends SevenStreamsContract {

        private Nginx nginx;
        private Http2Recorder recorder;

        @Override
        Recorder recorder(RunningServer server) {
            if (nginx == null) {
                nginx = Nginx.inFrontOf(server.tomcatPort());
                recorder = new Http2Recorder(nginx.secure(), nginx.trust());
            }
            return recorder;
        }

        @Test
        void noHeaderOfHttp1IsLeft(RunningServer server) {
            Recording answer = recorder(server).record("/sse/events", Duration.ofSeconds(10));
            assertThat(answer.headers()).doesNotContainKeys("connection", "keep-alive", "transfer-encoding");
            assertThat(answer.header("Strict-Transport-Security")).hasSize(1);
        }

        @AfterAll
        void stop() {
            recorder.close();
            assertThat(nginx.output()).isEmpty();
            nginx.close();
        }
    }

    @Test
    void nginxWaitsLongerThanTwoHeartbeats() throws IOException {
        String file = Files.readString(Checkout.file("nginx/stream.conf"));
        Matcher setting = Pattern.compile("^proxy_read_timeout (\\d+)s;$", Pattern.MULTILINE)
                .matcher(file);
        assertThat(setting.find()).isTrue();
        assertThat(Duration.ofSeconds(Long.parseLong(setting.group(1)))).isGreaterThan(LONGEST_SILENCE.multipliedBy(2));
    }
}
