package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wellspring.auth.DemoToken;
import dev.wellspring.testing.Prerequisite;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where Tomcat's second connector is, the one for those inside; that it holds under load is in {@link UnderAttackIT}. */
class InsideDoorIT {

    private static final String DEFAULT = "127.0.0.1";
    private static final String HUB = "/.well-known/mercure";

    /** Of this machine too, and no address that anything listens on unless it is told to, or listens on all. */
    private static final String ANOTHER = "127.0.0.2";

    private static final Pattern AT_A_PORT_OF_THE_SYSTEMS =
            Pattern.compile("Starting ProtocolHandler \\[\"http-nio-127\\.0\\.0\\.1-auto-\\d+-(\\d+)\"]");

    private static void listenOn(String options, Visitor visitor) throws IOException {
        Prerequisite.require(hasAnotherAddress(), "This machine has no address " + ANOTHER + ".");
        try (TomcatServer server = TomcatServer.withOurSettings(
                "ROOT",
                Map.of(
                        "WELLSPRING_MODE",
                        "demo",
                        "WELLSPRING_SUBSCRIPTION_EVENTS",
                        "true",
                        "JAVA_OPTS",
                        TomcatServer.SHORT_LIVED,
                        "CATALINA_OPTS",
                        options))) {
            visitor.visit(server);
            assertThat(server.troubles()).isEmpty();
        }
    }

    private interface Visitor {
        void visit(TomcatServer server) throws IOException;
    }

    private static boolean hasAnotherAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ANOTHER))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void withoutASettingItIsAtSomePortOfThisMachineOnly() throws IOException {
        listenOn("", server -> {
            Matcher line = AT_A_PORT_OF_THE_SYSTEMS.matcher(String.join("\n", server.output()));
            assertThat(line.find()).isTrue();
            int port = Integer.parseInt(line.group(1));
            assertThat(readiness(DEFAULT, port)).isEqualTo(200);
            assertClosed(ANOTHER, port);
        });
    }

    @Test
    void itIsAtTheAddressAndPortThatItWasGivenAndAtNoOther() throws IOException {
        int port = Checkout.freePort();
        listenOn("-Dtomcat.inside-port=" + port + " -Dtomcat.inside-address=" + ANOTHER, server -> {
            assertThat(readiness(ANOTHER, port)).isEqualTo(200);
            assertClosed(DEFAULT, port);
            servesTheWholeApplication(port);
        });
    }

    /** Addresses that only a connector takes that was told to. */
    private static void servesTheWholeApplication(int port) throws IOException {
        for (String address : List.of(
                HUB + "?topic=https://example.com/{id}", HUB + "/subscriptions/exact/https%3A%2F%2Fexample.com%2Fa")) {
            try (RawHttp.Response answer = RawHttp.get(ANOTHER, port, address)
                    .header("Authorization", "Bearer " + DemoToken.modern())
                    .open()) {
                assertThat(answer.status()).as(address).isEqualTo(200);
            }
        }
    }

    private static int readiness(String address, int port) throws IOException {
        return RawHttp.get(address, port, "/health/ready").complete(Timing.SOON).status();
    }

    private static void assertClosed(String address, int port) {
        assertThatThrownBy(() -> readiness(address, port)).isInstanceOf(ConnectException.class);
    }
}
