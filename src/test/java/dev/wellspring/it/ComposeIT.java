package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docker-compose.yml and the Dockerfile describe is there, and is what these tests have run without containers. */
@ExtendWith(SharedServer.class)
class ComposeIT {

    private static final Pattern MOUNT = Pattern.compile("^ +- \\./([^:]+):([^:]+):ro$", Pattern.MULTILINE);
    private static final Pattern COPY = Pattern.compile("^COPY ([^-]\\S*(?: \\S+)*) \\S+$", Pattern.MULTILINE);

    @Test
    void dockerComposeAcceptsTheFile() throws IOException, InterruptedException {
        Process compose = new ProcessBuilder(Checkout.program("docker-compose"), "config")
                .directory(Checkout.file("").toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(compose.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compose.waitFor()).as(words).isZero();
        assertThat(words).contains("wellspring", "nginx", "healthcheck");
    }

    @Test
    void everyFileItMountsOrCopiesIsThere() throws IOException {
        List<String> mounted = MOUNT.matcher(read("docker-compose.yml"))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> copied = COPY.matcher(read("Dockerfile"))
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(" ", -1)))
                .toList();
        assertThat(mounted).contains("nginx", "nginx/compose/upstream.conf");
        assertThat(copied).contains("pom.xml", "src", "webapp", "tomcat");
        assertThat(Stream.concat(mounted.stream(), copied.stream()))
                .allSatisfy(file -> assertThat(Checkout.file(file)).exists());
    }

    @Test
    void thePublishedPortIsTheOneNginxListensOn() throws IOException {
        assertThat(read("docker-compose.yml")).contains("ports: [\"8000:8000\"]");
        assertThat(read("nginx/listen.conf")).contains("\nlisten 8000;");
        assertThat(read("nginx/compose/upstream.conf")).contains("server wellspring:8080 resolve max_conns=19000;");
        assertThat(read("tomcat/server.xml")).contains("port=\"${tomcat.port:-8080}\"");
    }

    @Test
    void theSameWarAndSettingsHaveRunHere(RunningServer server) throws IOException {
        Path tomcat = server.files().resolve("tomcat");
        assertThat(tomcat.resolve("webapps/ROOT.war")).hasSameBinaryContentAs(Checkout.war());
        for (String file : List.of("server.xml", "context.xml", "logging.properties")) {
            assertThat(tomcat.resolve("conf").resolve(file)).hasSameBinaryContentAs(Checkout.file("tomcat/" + file));
        }
        assertThat(tomcat.resolve("bin/setenv.sh")).hasSameBinaryContentAs(Checkout.file("tomcat/setenv.sh"));

        try (Stream<Path> shipped = Files.list(Checkout.file("nginx"))) {
            List<String> different = shipped.filter(Files::isRegularFile)
                    .filter(file -> differ(file, server.files().resolve("nginx/conf/" + file.getFileName())))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(different).containsExactly("listen.conf", "upstream.conf");
        }
    }

    private static boolean differ(Path one, Path other) {
        try {
            return Files.mismatch(one, other) >= 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void theHealthCheckOfTheImageTellsReadyFromGone(RunningServer server) throws IOException, InterruptedException {
        assertThat(healthCheck(server.tomcatPort())).isZero();
        assertThat(healthCheck(Checkout.freePort())).isNotZero();
    }

    private static int healthCheck(int port) throws IOException, InterruptedException {
        return new ProcessBuilder(Checkout.file("tomcat/healthcheck.sh").toString(), String.valueOf(port), "127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static String read(String file) throws IOException {
        return Files.readString(Checkout.file(file));
    }
}
