package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.testing.Timing;
import dev.wellspring.testing.WellspringTest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The page on operations, the alerts and the dashboard know the metrics there are, and no others. */
class MonitoringTest extends WellspringTest {

    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern ROW =
            Pattern.compile("^\\| `(wellspring_\\w+)` \\| (\\w+) \\|(.*?)\\|", Pattern.MULTILINE);
    private static final Pattern ALERT = Pattern.compile("^\\| `(Wellspring\\w+)` \\|", Pattern.MULTILINE);
    private static final Pattern VALUE = Pattern.compile("`([a-z_]+)`");
    private static final Pattern METRIC = Pattern.compile("\\b(?:wellspring|jvm|process|system)_\\w+");
    private static final Pattern LABELLED = Pattern.compile("\\b(wellspring_\\w+)\\{([^}]*)\\}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");

    private String text() throws IOException {
        return get("/metrics").complete(Timing.SOON).text();
    }

    private Map<String, String> served() throws IOException {
        return TYPE.matcher(text()).results().collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
    }

    /** Everything that can stand in an expression. */
    private Set<String> series() throws IOException {
        return text().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thePageHasEveryMetricWithItsTypeAndNoOther() throws IOException {
        Map<String, String> written = new TreeMap<>();
        ROW.matcher(Project.read("docs/operations.md")).results().forEach(it -> written.put(it.group(1), it.group(2)));
        Map<String, String> ours = new TreeMap<>(served());
        // Shown beside each histogram: the largest value of the last minutes.
        ours.keySet().removeIf(name -> !name.startsWith("wellspring_") || name.endsWith("_seconds_max"));
        assertThat(written).isEqualTo(ours);
    }

    @Test
    void thePageHasEveryLabel() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        ROW.matcher(Project.read("docs/operations.md")).results().forEach(row -> {
            for (String label : row.group(3).replaceAll("[` ]", "").split(",", -1)) {
                if (!label.isEmpty()) {
                    written.computeIfAbsent(row.group(1), _ -> new TreeSet<>()).add(label);
                }
            }
        });
        Map<String, Set<String>> served = new TreeMap<>();
        LABELLED.matcher(text())
                .results()
                .forEach(it -> LABEL.matcher(it.group(2))
                        .results()
                        .forEach(label -> served.computeIfAbsent(
                                        it.group(1).replaceAll("_bucket$", ""), _ -> new TreeSet<>())
                                .add(label.group(1))));
        assertThat(written).isEqualTo(served);
    }

    /** Nothing has happened yet, and all are there. */
    @Test
    void thePageNamesEveryValueOfALabelWhichIsThereFromTheStart() throws IOException {
        Map<String, Set<String>> served = new TreeMap<>();
        LABELLED.matcher(text())
                .results()
                .filter(it -> !it.group(1).endsWith("_bucket"))
                .forEach(it -> LABEL.matcher(it.group(2))
                        .results()
                        .forEach(label -> served.computeIfAbsent(it.group(1), _ -> new TreeSet<>())
                                .add(label.group(2))));
        Map<String, Set<String>> written = new TreeMap<>();
        Project.read("docs/operations.md")
                .lines()
                .filter(line -> ROW.matcher(line).find())
                .forEach(line -> {
                    String[] cells = line.split("\\|", -1);
                    String name = cells[1].replaceAll("[` ]", "");
                    if (served.containsKey(name)) {
                        written.put(
                                name,
                                VALUE.matcher(cells[4])
                                        .results()
                                        .map(it -> it.group(1))
                                        .collect(Collectors.toCollection(TreeSet::new)));
                    }
                });
        assertThat(served).hasSize(5);
        assertThat(written).isEqualTo(served);
    }

    @Test
    void theVirtualMachineIsThereToo() throws IOException {
        assertThat(series())
                .anyMatch(name -> name.startsWith("jvm_"))
                .anyMatch(name -> name.startsWith("process_"))
                .anyMatch(name -> name.startsWith("system_"));
    }

    @Test
    void thePageHasEveryAlertAndNoOther() {
        assertThat(ALERT.matcher(Project.read("docs/operations.md")).results().map(it -> it.group(1)))
                .containsExactlyInAnyOrderElementsOf(alerts().stream()
                        .map(alert -> String.valueOf(alert.get("alert")))
                        .toList());
    }

    @Test
    void theAlertsAreAboutMetricsThereAre() throws IOException {
        List<Map<String, Object>> alerts = alerts();
        assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(alert -> {
            assertThat(alert).containsKeys("alert", "expr", "labels", "annotations");
            assertThat(alert.get("labels").toString()).matches("\\{severity=(page|ticket)\\}");
            assertThat(Project.read("docs/operations.md")).contains("| `" + alert.get("alert") + "` |");
            assertThat(Project.read("monitoring/alerts.test.yml"))
                    .as("when it fires, and when it keeps quiet")
                    .contains("- alertname: " + alert.get("alert") + "\n");
        });
        requireKnown(
                alerts.stream().map(alert -> String.valueOf(alert.get("expr"))).toList());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> alerts() {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(Project.read("monitoring/alerts.yml"));
        return file.get("groups").getFirst().get("rules");
    }

    @Test
    void theDashboardIsAboutMetricsThereAre() throws IOException {
        JsonObject dashboard = Json.createReader(
                        new StringReader(Project.read("monitoring/grafana/dashboards/wellspring.json")))
                .readObject();
        List<String> expressions = new ArrayList<>();
        for (JsonValue panel : dashboard.getJsonArray("panels")) {
            JsonValue targets = panel.asJsonObject().getOrDefault("targets", JsonValue.EMPTY_JSON_ARRAY);
            targets.asJsonArray()
                    .forEach(target -> expressions.add(target.asJsonObject().getString("expr")));
        }
        assertThat(expressions).hasSizeGreaterThan(20);
        requireKnown(expressions);
        assertThat(((JsonString) dashboard.get("uid")).getString()).isEqualTo("wellspring");
    }

    private void requireKnown(List<String> expressions) throws IOException {
        Set<String> series = series();
        String text = text();
        for (String expression : expressions) {
            assertThat(METRIC.matcher(expression)
                            .results()
                            .map(it -> it.group())
                            .toList())
                    .as(expression)
                    .allSatisfy(name -> assertThat(series).contains(name));
            assertThat(expression.chars().filter(c -> c == '(').count())
                    .as(expression)
                    .isEqualTo(expression.chars().filter(c -> c == ')').count());
            LABEL.matcher(expression)
                    .results()
                    .filter(label -> !label.group(1).matches("instance|job"))
                    .forEach(label -> assertThat(label.group(2).split("\\|", -1))
                            .as(expression)
                            .allSatisfy(value -> assertThat(text).contains(label.group(1) + "=\"" + value + "\"")));
        }
    }

    @Test
    void theOtherFilesAreYamlAndScrapeWhatIsServed() {
        Map<String, Object> prometheus = new Yaml().load(Project.read("monitoring/prometheus.yml"));
        assertThat(prometheus)
                .containsKeys("scrape_configs", "rule_files")
                .as("alerts are sent nowhere until somebody says where to")
                .doesNotContainKey("alerting");
        assertThat(prometheus.get("scrape_configs").toString()).contains("metrics_path=/metrics", "wellspring:8080");
        for (String file : List.of("datasources/prometheus.yml", "dashboards/wellspring.yml")) {
            Map<String, Object> provisioning = new Yaml().load(Project.read("monitoring/grafana/provisioning/" + file));
            assertThat(provisioning).containsEntry("apiVersion", 1);
        }
    }

    @Test
    void theWorldSeesNoneOfIt() {
        assertThat(Project.read("nginx/private.conf")).contains("location ~ ^/(?:metrics|health|debug)(?:/|$) {");
        assertThat(Project.read("docker-compose.yml")).contains("127.0.0.1:9090:9090", "127.0.0.1:3000:3000");
    }
}
