package dev.wellspring.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Fan-out as Spring's documentation shows it: a list of {@link SseEmitter}s, and a loop that sends to each. What Spring Boot
 * would start, without Spring Boot.
 */
public final class EmitterBaseline {

    private EmitterBaseline() {}

    /** Arguments: the port, and the number of connections Tomcat takes. */
    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("emitter-baseline").toString());
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(args[0]));
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", args[1]);
        connector.setProperty("acceptCount", "4096");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", Path.of(".").toAbsolutePath().toString());
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.register(News.class);
        Tomcat.addServlet(context, "spring", new DispatcherServlet(spring)).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "spring");
        tomcat.start();
        tomcat.getServer().await();
    }

    /** {@code GET /news} subscribes, {@code POST /news} publishes the body. */
    @EnableWebMvc
    @RestController
    static class News {
        private final List<SseEmitter> emitters = new CopyOnWriteArrayList<>();

        @GetMapping("/news")
        SseEmitter subscribe() throws IOException {
            SseEmitter emitter = new SseEmitter(0L);
            // Spring sends the headers with the first event, and the client waits for them.
            emitter.send(SseEmitter.event().comment("open"));
            emitter.onCompletion(() -> emitters.remove(emitter));
            emitters.add(emitter);
            return emitter;
        }

        @PostMapping("/news")
        @ResponseStatus(HttpStatus.NO_CONTENT)
        void publish(@RequestBody String data) {
            for (SseEmitter emitter : emitters) {
                try {
                    emitter.send(SseEmitter.event().data(data));
                } catch (IOException | IllegalStateException gone) {
                    // Nothing that one of them throws may keep the message from those after it. The container completes it.
                    emitters.remove(emitter);
                }
            }
        }
    }
}
