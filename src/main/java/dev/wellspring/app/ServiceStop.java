package dev.wellspring.app;

import java.util.Optional;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Service;

/**
 * Hears that Tomcat as a whole begins to stop, while its connectors still take requests: a moment later they take none, and
 * whoever comes then waits in the kernel's queue for a server that will not answer.
 */
final class ServiceStop implements LifecycleListener, AutoCloseable {

    private final Service service;
    private final Runnable whenStopping;

    private ServiceStop(Service service, Runnable whenStopping) {
        this.service = service;
        this.whenStopping = whenStopping;
    }

    /** Runs the action, on the thread that stops, before the service of this context does anything else. */
    static Optional<ServiceStop> of(Object context, Runnable whenStopping) {
        Container container = context instanceof Container one ? one : null;
        while (container != null && !(container instanceof Engine)) {
            container = container.getParent();
        }
        if (container instanceof Engine engine && engine.getService() != null) {
            ServiceStop listener = new ServiceStop(engine.getService(), whenStopping);
            listener.service.addLifecycleListener(listener);
            return Optional.of(listener);
        }
        return Optional.empty();
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (Lifecycle.BEFORE_STOP_EVENT.equals(event.getType())) {
            whenStopping.run();
        }
    }

    @Override
    public void close() {
        service.removeLifecycleListener(this);
    }
}
