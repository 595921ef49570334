package dev.wellspring.app;

import dev.wellspring.web.FrontPage;
import dev.wellspring.web.PageHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's life in a servlet container: built when the WAR is deployed, gone without a trace when it is
 * undeployed.
 */
public final class Deployment implements ServletContextListener {

    private static final Logger log = LoggerFactory.getLogger(Deployment.class);

    private @Nullable Wellspring application;
    private @Nullable StopWatch stopWatch;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Wellspring wellspring = new Wellspring(SettingsSource.read());
        application = wellspring;
        serve(context, wellspring);
        // The container waits for open requests before it tells its listeners that it stops, so streams that were
        // closed only then would hold up every stop.
        stopWatch = StopWatch.of(context, wellspring::drain);
        wellspring.start();
        log.info("Wellspring serves {}/", context.getContextPath());
    }

    private static void serve(ServletContext context, Wellspring wellspring) {
        Servlet jersey = new ServletContainer(wellspring.resources());
        ServletRegistration.Dynamic resources = context.addServlet("resources", jersey);
        resources.addMapping("/*");
        resources.setAsyncSupported(true);
        resources.setLoadOnStartup(1);
        context.addServlet("page", new FrontPage()).addMapping("");
        context.addFilter("page-headers", new PageHeaders())
                .addMappingForUrlPatterns(
                        EnumSet.of(DispatcherType.REQUEST),
                        false,
                        "",
                        "/index.html",
                        "/doctor.html",
                        "/error.html",
                        "/assets/*");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (stopWatch != null) {
            stopWatch.close();
        }
        if (application != null) {
            application.close();
        }
    }
}
