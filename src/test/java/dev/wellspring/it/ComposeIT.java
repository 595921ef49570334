package dev.wellspring.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.app.Settings;
import dev.wellspring.docs.Project;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What docker-compose.yml and the Dockerfile describe is there, and is what these tests have run without containers. */
@ExtendWith(SharedServer.class)
class ComposeIT {

    private static final Pattern MOUNT = Pattern.compile("^ +- \\./([^:]+):([^:]+):ro$", Pattern.MULTILINE);
    private static final Pattern COPY = Pattern.compile("^COPY ([^-]\\S*(?: \\S+)*) \\S+$", Pattern.MULTILINE);

    @Test
    void dockerComposeAcceptsTheFile() throws IOException, InterruptedException {
        assertThat(compose("config")).contains("wellspring", "nginx", "healthcheck");
    }

    /** With the file that the page on operations tells to write. */
    @Test
    void itBecomesProduction(@TempDir Path directory) throws IOException, InterruptedException {
        Path override = directory.resolve("docker-compose.override.yml");
        Files.writeString(override, Project.block("docs/operations.md", "services:"));
        Map<String, Object> both =
                new Yaml().load(compose("-f", "docker-compose.yml", "-f", override.toString(), "config"));
        assertThat(servicesOf(both).get("wellspring").get("environment"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("WELLSPRING_MODE", "production")
                .containsEntry("WELLSPRING_HUB_URL", "https://hub.example.com/.well-known/mercure")
                .containsEntry("WELLSPRING_KEYS__MAIN__SECRET", "a key of theirs");
    }

    /** And with the port for TLS, which nginx listens on when tls.conf is switched on. */
    @Test
    void tlsIsPublishedBesideThePlainPort(@TempDir Path directory) throws IOException, InterruptedException {
        Path override = directory.resolve("docker-compose.override.yml");
        Files.writeString(
                override,
                Project.block("docs/operations.md", "services:")
                        + Project.block("docs/operations.md", "nginx:").indent(2));
        Map<String, Object> both =
                new Yaml().load(compose("-f", "docker-compose.yml", "-f", override.toString(), "config"));
        assertThat(servicesOf(both).get("nginx").get("ports").toString())
                .contains("published=8000", "target=8000", "published=443", "target=443");
        assertThat(read("nginx/tls.conf")).contains("\nlisten 443 ssl");
        assertThat(read("nginx/nginx.conf")).contains("# include tls.conf;");
    }

    /** Each file is mounted where the other one looks for it; both ports are this machine's only. */
    @Test
    void theProfileMonitoringIsPrometheusAndGrafana() throws IOException, InterruptedException {
        Map<String, Object> file = new Yaml().load(read("docker-compose.yml"));
        assertThat(services(file, "monitoring")).containsExactlyInAnyOrder("prometheus", "grafana");
        assertThat(compose("--profile", "monitoring", "config")).contains("prometheus:", "grafana:");

        Map<String, Object> prometheus = servicesOf(file).get("prometheus");
        assertThat(prometheus.get("ports")).isEqualTo(List.of("127.0.0.1:9090:9090"));
        assertThat(prometheus.get("command").toString()).contains("--config.file=/etc/prometheus/prometheus.yml");
        assertThat(prometheus.get("volumes").toString())
                .contains("./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro")
                .contains("./monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro");

        Map<String, Object> grafana = servicesOf(file).get("grafana");
        assertThat(grafana.get("ports")).isEqualTo(List.of("127.0.0.1:3000:3000"));
        assertThat(grafana.get("volumes").toString())
                .contains("./monitoring/grafana/provisioning:/etc/grafana/provisioning:ro")
                .contains("./monitoring/grafana/dashboards:/var/lib/grafana/dashboards:ro");
        assertThat(read("monitoring/grafana/provisioning/dashboards/wellspring.yml"))
                .contains("path: /var/lib/grafana/dashboards\n");
        assertThat(read("monitoring/grafana/provisioning/datasources/prometheus.yml"))
                .contains("url: http://prometheus:9090\n");
    }

    /**
     * What Grafana documents for those who only look.
     *
     * @see <a href="https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/anonymous-auth/">Grafana:
     *     Anonymous authentication</a>
     */
    @Test
    void grafanaIsToLookAtWithoutAPassword() throws IOException, InterruptedException {
        Map<String, Object> whole = new Yaml().load(compose("--profile", "monitoring", "config"));
        assertThat(servicesOf(whole).get("grafana").get("environment"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("GF_AUTH_ANONYMOUS_ENABLED", "true")
                .containsEntry("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer")
                .containsEntry("GF_AUTH_DISABLE_LOGIN_FORM", "true")
                .doesNotContainKeys("GF_AUTH_ANONYMOUS_ORG_NAME", "GF_SECURITY_ADMIN_PASSWORD");
    }

    /** The image asks for readiness, docker-compose asks the image, and nginx comes when that says yes. */
    @Test
    void healthyMeansReady() throws IOException {
        assertThat(read("Dockerfile"))
                .containsPattern("\nHEALTHCHECK .*CMD \\[\"/opt/wellspring/bin/healthcheck\\.sh\"]\n")
                .contains("cp tomcat/setenv.sh tomcat/healthcheck.sh image/base/bin/")
                .contains("COPY --from=build /build/image/base /opt/wellspring\n");
        Map<String, Object> file = new Yaml().load(read("docker-compose.yml"));
        assertThat(servicesOf(file).get("wellspring")).doesNotContainKey("healthcheck");
        assertThat(servicesOf(file).get("nginx").get("depends_on"))
                .hasToString("{wellspring={condition=service_healthy}}");
    }

    /** Ten seconds more than the drain, as the page tells whoever supervises the process. */
    @Test
    void thereIsTimeToDrainBeforeTheKill() throws IOException, NoSuchMethodException {
        Map<String, Object> file = new Yaml().load(read("docker-compose.yml"));
        Duration drain = Duration.parse(Settings.class
                .getDeclaredMethod("drain")
                .getAnnotation(WithDefault.class)
                .value());
        Duration grace =
                Duration.parse("PT" + servicesOf(file).get("wellspring").get("stop_grace_period"));
        assertThat(grace).isGreaterThanOrEqualTo(drain.plusSeconds(10));
    }

    private static String compose(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Checkout.program("docker-compose")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Checkout.file("").toFile())
                .redirectErrorStream(true);
        builder.environment().put("WELLSPRING_KEYS__MAIN__SECRET", "a key of theirs");
        Process compose = builder.start();
        String words = new String(compose.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compose.waitFor()).as(words).isZero();
        return words;
    }

    /** What ClusterRestartIT runs with this file is two nodes, one log, and nginx without stickiness. */
    @Test
    void theProfileClusterIsTwoNodesWithOneLog() throws IOException, InterruptedException {
        Map<String, Object> file = new Yaml().load(read("docker-compose.yml"));
        assertThat(services(file, null)).containsExactlyInAnyOrder("wellspring", "nginx");
        assertThat(services(file, "cluster")).containsExactlyInAnyOrder("hub-a", "hub-b", "valkey", "balancer");

        Map<String, Map<String, Object>> all = servicesOf(file);
        assertThat(all.get("hub-a")).isEqualTo(all.get("hub-b"));
        assertThat(all.get("hub-a").get("image"))
                .isEqualTo(all.get("wellspring").get("image"));
        assertThat(all.get("hub-a").get("environment"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("WELLSPRING_LOG", "redis://valkey:6379");
        assertThat(all.get("valkey").get("image").toString()).matches("valkey/valkey:\\d+\\.\\d+\\.\\d+-alpine");
        assertThat(all.get("valkey").get("command").toString())
                .contains("--appendonly, yes", "--appendfsync, always", "--maxmemory-policy, noeviction");
        assertThat(all.get("balancer").get("volumes").toString())
                .contains("./nginx/compose/cluster-upstream.conf:/etc/nginx/wellspring/upstream.conf:ro");

        assertThat(read("nginx/compose/cluster-upstream.conf"))
                .contains("\n    least_conn;", "server hub-a:8080 resolve", "server hub-b:8080 resolve")
                .doesNotContain("\n    ip_hash;");
        // A publish that was sent is not sent again: it could arrive twice.
        assertThat(read("nginx/proxy.conf")).contains("\nproxy_next_upstream error timeout;\n");
        assertThat(compose("--profile", "cluster", "config")).contains("hub-a", "hub-b", "valkey", "balancer");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> servicesOf(Map<String, Object> file) {
        return (Map<String, Map<String, Object>>) file.get("services");
    }

    private static List<String> services(Map<String, Object> file, @Nullable String profile) {
        List<String> wanted = profile == null ? null : List.of(profile);
        return servicesOf(file).entrySet().stream()
                .filter(service -> Objects.equals(service.getValue().get("profiles"), wanted))
                .map(Map.Entry::getKey)
                .toList();
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

    static int healthCheck(int port) throws IOException, InterruptedException {
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
