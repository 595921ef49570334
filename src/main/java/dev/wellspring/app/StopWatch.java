package dev.wellspring.app;

import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears that the container begins to stop the application, before the container waits for its open requests; and that the
 * container itself stops, before it stops taking requests ({@link ServiceStop}). A stop may be heard twice.
 *
 * <p>Tomcat announces the stop of an application as a management notification, {@code j2ee.state.stopping}; everything else, the destruction of
 * servlets and listeners included, comes after it has waited ({@code unloadDelay}, two seconds) for the very streams
 * that nobody has closed. On a container without the notification nothing is heard, and streams are ended later.
 */
final class StopWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StopWatch.class);
    private static final String STOPPING = "j2ee.state.stopping";

    private final NotificationEmitter context;
    private final NotificationListener listener;
    private final Optional<ServiceStop> serviceStop;

    private StopWatch(NotificationEmitter context, NotificationListener listener, Optional<ServiceStop> serviceStop) {
        this.context = context;
        this.listener = listener;
        this.serviceStop = serviceStop;
    }

    /**
     * Runs the action once the container begins to stop this application, on the thread that stops it, which waits; null
     * if the container does not tell.
     */
    static @Nullable StopWatch of(ServletContext application, Runnable whenStopping) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        NotificationListener listener = (Notification heard, Object _) -> {
            if (STOPPING.equals(heard.getType())) {
                whenStopping.run();
            }
        };
        try {
            for (ObjectName name : moduleNames(server, application)) {
                // Tomcat's managed bean relays nothing: what tells is the context behind it.
                if (server.getAttribute(name, "managedResource") instanceof NotificationEmitter context) {
                    context.addNotificationListener(listener, null, null);
                    return new StopWatch(context, listener, ServiceStop.of(context, whenStopping));
                }
            }
        } catch (JMException e) {
            log.debug("The container does not say when it stops.", e);
        }
        return null;
    }

    private static Set<ObjectName> moduleNames(MBeanServer server, ServletContext application) throws JMException {
        // Tomcat names its engine and host here; the same two name the module among the managed beans. Jetty says
        // nothing.
        @Nullable String virtualServer = application.getVirtualServerName();
        String[] engineAndHost = virtualServer == null ? new String[0] : virtualServer.split("/", 2);
        if (engineAndHost.length < 2) {
            return Set.of();
        }
        String path = application.getContextPath().isEmpty() ? "/" : application.getContextPath();
        return server.queryNames(
                new ObjectName(engineAndHost[0] + ":j2eeType=WebModule,name=//" + engineAndHost[1] + path + ",*"),
                null);
    }

    @Override
    public void close() {
        serviceStop.ifPresent(ServiceStop::close);
        try {
            context.removeNotificationListener(listener);
        } catch (JMException e) {
            log.debug("The listener went with its container.", e);
        }
    }
}
