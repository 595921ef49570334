package dev.wellspring.stream;

import static dev.wellspring.testing.Timing.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.RawHttp;
import org.junit.jupiter.api.Test;

/** Streams that stay in their requests. */
class PortableTransportTest extends TransportContract {

    PortableTransportTest() {
        super(Transports.portable());
    }

    @Override
    boolean noticesAClosedSide() {
        return false;
    }

    @Test
    void theConnectionIsKept() throws Exception {
        try (RawHttp.Response answer = get("/stream").open()) {
            assertThat(answer.header("Connection")).isNull();
            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            resource.next().close();
            answer.awaitComplete(SOON);
        }
    }
}
