package dev.wellspring.testing;

import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.test.JerseyTest;
import org.glassfish.jersey.test.spi.TestContainerFactory;

/** A test with a running server of its own: resources on the container we ship, fresh for each test method. */
public abstract class ServerTest extends JerseyTest {

    /** @param resources what the server serves */
    protected ServerTest(ResourceConfig resources) {
        super(resources);
    }

    /** The container; a test that needs another connector overrides this. Called before the test is constructed. */
    protected TomcatTestContainerFactory container() {
        return new TomcatTestContainerFactory();
    }

    @Override
    protected final TestContainerFactory getTestContainerFactory() {
        return container();
    }

    protected final String host() {
        return getBaseUri().getHost();
    }

    protected final int port() {
        return getBaseUri().getPort();
    }

    protected final RawHttp get(String path) {
        return request("GET", path);
    }

    protected final RawHttp request(String method, String path) {
        return RawHttp.request(method, host(), port(), path);
    }
}
