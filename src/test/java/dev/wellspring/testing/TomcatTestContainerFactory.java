package dev.wellspring.testing;

import jakarta.servlet.Servlet;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Valve;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.IntrospectionUtils;
import org.apache.tomcat.util.http.fileupload.FileUtils;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.test.DeploymentContext;
import org.glassfish.jersey.test.spi.TestContainer;
import org.glassfish.jersey.test.spi.TestContainerException;
import org.glassfish.jersey.test.spi.TestContainerFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Runs Jersey tests on the container we ship: Tomcat, its connector and valves set as in {@code tomcat/server.xml},
 * which is read, not repeated. Only the port is another one: any that is free, on the loopback interface.
 */
public final class TomcatTestContainerFactory implements TestContainerFactory {

    private static final Path SERVER_XML = Path.of("tomcat", "server.xml");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}:]+:-([^}]*)}");

    /** Kept here so that the level is kept: starts and stops of a hundred Tomcats are no news. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    static {
        TOMCAT_LOG.setLevel(Level.WARNING);
    }

    private final Map<String, String> overrides = new LinkedHashMap<>();

    /** Changes an attribute of the connector, for tests that cannot wait for a production timeout. */
    public TomcatTestContainerFactory with(String attribute, String value) {
        overrides.put(attribute, value);
        return this;
    }

    @Override
    public TestContainer create(URI base, DeploymentContext deployment) {
        try {
            return new Container(base, deployment, overrides);
        } catch (IOException e) {
            throw new TestContainerException(e);
        }
    }

    private static final class Container implements TestContainer {

        private final Tomcat tomcat = new Tomcat();
        private final Path directory = Files.createTempDirectory("wellspring-test-tomcat");
        private final Connector connector;
        private URI base;

        Container(URI base, DeploymentContext deployment, Map<String, String> overrides) throws IOException {
            this.base =
                    UriBuilder.fromUri(base).path(deployment.getContextPath()).build();
            Document shipped = serverXml();
            tomcat.setBaseDir(directory.toString());
            // Managed beans are one set for the whole JVM, in which several of these run side by side.
            tomcat.getEngine().setName(String.valueOf(directory.getFileName()));
            connector = connector(shipped, overrides);
            tomcat.setConnector(connector);
            addValves(shipped);
            serve(deployment);
        }

        private static Document serverXml() throws IOException {
            try {
                return DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(SERVER_XML.toFile());
            } catch (ParserConfigurationException | SAXException e) {
                throw new IOException(e);
            }
        }

        private static Connector connector(Document shipped, Map<String, String> overrides) {
            Map<String, String> attributes = attributes(
                    (Element) shipped.getElementsByTagName("Connector").item(0));
            attributes.putAll(overrides);
            attributes.put("address", "127.0.0.1");
            attributes.put("port", "0");
            Connector connector = new Connector(attributes.remove("protocol"));
            attributes.forEach((name, value) -> set(connector, name, value));
            return connector;
        }

        private void addValves(Document shipped) throws IOException {
            NodeList valves = shipped.getElementsByTagName("Valve");
            for (int i = 0; i < valves.getLength(); i++) {
                Map<String, String> attributes = attributes((Element) valves.item(i));
                try {
                    Valve valve = Class.forName(attributes.remove("className"))
                            .asSubclass(Valve.class)
                            .getConstructor()
                            .newInstance();
                    attributes.forEach((name, value) -> set(valve, name, value));
                    tomcat.getHost().getPipeline().addValve(valve);
                } catch (ReflectiveOperationException e) {
                    throw new IOException(e);
                }
            }
        }

        private void serve(DeploymentContext deployment) {
            Context context = tomcat.addContext(deployment.getContextPath(), directory.toString());
            if (context instanceof StandardContext standard) {
                // These look into the JDK, which the test's JVM does not allow, and there is nothing to be found.
                standard.setClearReferencesThreadLocals(false);
                standard.setClearReferencesRmiTargets(false);
            }
            Servlet jersey = new ServletContainer(deployment.getResourceConfig());
            Wrapper wrapper = Tomcat.addServlet(context, "resources", jersey);
            wrapper.setAsyncSupported(true);
            wrapper.setLoadOnStartup(1);
            context.addServletMappingDecoded("/*", "resources");
        }

        private static Map<String, String> attributes(Element element) {
            Map<String, String> values = new LinkedHashMap<>();
            NamedNodeMap nodes = element.getAttributes();
            for (int i = 0; i < nodes.getLength(); i++) {
                Matcher placeholder = PLACEHOLDER.matcher(nodes.item(i).getNodeValue());
                values.put(nodes.item(i).getNodeName(), placeholder.replaceAll("$1"));
            }
            return values;
        }

        private static void set(Object part, String attribute, String value) {
            if (!IntrospectionUtils.setProperty(part, attribute, value)) {
                throw new TestContainerException("Tomcat does not know " + attribute + " on " + part.getClass());
            }
        }

        @Override
        public @Nullable ClientConfig getClientConfig() {
            return null;
        }

        @Override
        public URI getBaseUri() {
            return base;
        }

        @Override
        public void start() {
            try {
                tomcat.start();
            } catch (LifecycleException e) {
                throw new TestContainerException(e);
            }
            base = UriBuilder.fromUri(base)
                    .host("127.0.0.1")
                    .port(connector.getLocalPort())
                    .build();
        }

        @Override
        public void stop() {
            try {
                tomcat.stop();
                tomcat.destroy();
                FileUtils.deleteDirectory(directory.toFile());
            } catch (LifecycleException | IOException e) {
                throw new TestContainerException(e);
            }
        }
    }
}
