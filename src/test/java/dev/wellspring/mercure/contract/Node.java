package dev.wellspring.mercure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.app.Settings;
import dev.wellspring.app.Wellspring;
import dev.wellspring.it.Nginx;
import dev.wellspring.testing.RawHttp;
import dev.wellspring.testing.Timing;
import dev.wellspring.testing.TomcatTestContainerFactory;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glassfish.jersey.test.DeploymentContext;
import org.glassfish.jersey.test.spi.TestContainer;
import org.jspecify.annotations.Nullable;

/** The application, served as the layout has it. */
final class Node implements AutoCloseable {

    private final Layout layout;
    private final Wellspring wellspring;
    private final TestContainer container;
    private final @Nullable Nginx nginx;

    Node(Layout layout, Map<String, String> settings) {
        this.layout = layout;
        wellspring = new Wellspring(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(transport(settings), "test", 0))
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class));
        container = new TomcatTestContainerFactory()
                .create(
                        URI.create("http://localhost:0/"),
                        DeploymentContext.builder(wellspring.resources()).build());
        container.start();
        wellspring.start();
        nginx = layout.isBehindNginx() ? Nginx.inFrontOf(container.getBaseUri().getPort()) : null;
    }

    private Map<String, String> transport(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("wellspring.transport", layout.isHandedOver() ? "auto" : "portable");
        return all;
    }

    /** Where its clients find it. */
    URI base() {
        return nginx == null ? container.getBaseUri() : URI.create("http://localhost:" + nginx.port() + "/");
    }

    /** Stops it, after a look at whether its streams were carried as the layout says to the end. */
    @Override
    public void close() {
        try {
            assertThat(metrics()).contains("\nwellspring_native_transport " + (layout.isHandedOver() ? "1.0" : "0.0"));
        } finally {
            wellspring.close();
            container.stop();
            if (nginx != null) {
                assertThat(nginx.output()).isEmpty();
                nginx.close();
            }
        }
    }

    private String metrics() {
        URI inside = container.getBaseUri();
        try {
            return RawHttp.get(inside.getHost(), inside.getPort(), "/metrics")
                    .complete(Timing.SOON)
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
