package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.app.Settings;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page on operations names is there, and the numbers it gives are those of the files. */
class OperationsPageTest {

    private static final String PAGE = Project.read("docs/operations.md");

    private static final Pattern SETTING = Pattern.compile("WELLSPRING_([A-Z_]*[A-Z])(_?…)?");
    private static final Pattern PROPERTY = Pattern.compile("`(tomcat\\.[a-z-]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern RIGHT = Pattern.compile("\\+[a-z]+");

    @Test
    void everySettingThatItNamesExists() {
        Set<String> there = Arrays.stream(Settings.class.getDeclaredMethods())
                .map(method -> method.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(SETTING.matcher(PAGE).results().toList())
                .hasSizeGreaterThan(30)
                .allSatisfy(found -> assertThat(there)
                        .as(found.group())
                        .anyMatch(name -> found.group(2) == null
                                ? name.equals(found.group(1)) || found.group(1).startsWith("KEYS__")
                                : name.startsWith(found.group(1))));
    }

    @Test
    void everyPropertyOfTomcatThatItNamesIsInItsFile() {
        String server = Project.read("tomcat/server.xml");
        assertThat(PROPERTY.matcher(PAGE).results().map(found -> found.group(1)).distinct())
                .contains("tomcat.inside-port", "tomcat.inside-address", "tomcat.connections")
                .allSatisfy(name -> assertThat(server).contains("\"${" + name + ":-"));
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(LINK.matcher(PAGE).results().toList()).hasSizeGreaterThan(20).allSatisfy(link -> {
            Path file = Path.of("docs", link.group(1).isEmpty() ? "operations.md" : link.group(1));
            assertThat(file).exists();
            if (link.group(2) != null) {
                assertThat(anchors(file)).contains(link.group(2));
            }
        });
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return Project.read(page.toString())
                .lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void theNetworksOfOperatorsAreTheDefault() throws NoSuchMethodException {
        String networks = Arrays.stream(defaultOf("operators").split(",", -1))
                .map(network -> "`" + network + "`")
                .collect(Collectors.joining(", "));
        assertThat(PAGE.replace('\n', ' ')).contains("by default the private ones (" + networks + ")");
    }

    /** {@code WELLSPRING_MOST_STREAMS} < {@code max_conns} < {@code tomcat.connections}, the last thousand being for those inside. */
    @Test
    void theLimitsAreInTheOrderThatItGives() throws NoSuchMethodException {
        int streams = Integer.parseInt(defaultOf("mostStreams"));
        int connections = number("tomcat/server.xml", "\\$\\{tomcat\\.connections:-(\\d+)}");
        for (String file : List.of("nginx/upstream.conf", "nginx/compose/upstream.conf")) {
            assertThat(number(file, "max_conns=(\\d+);"))
                    .isEqualTo(connections - 1000)
                    .isGreaterThan(streams);
        }
        assertThat(number("tomcat/setenv.sh", "-lt (\\d+) ]"))
                .as("fewer files than connections, and 500 for the rest")
                .isEqualTo(connections + 500)
                .isEqualTo(Integer.parseInt(found(PAGE, "than ([\\d,]+) files").replace(",", "")));
    }

    @Test
    void nginxGivesUpWhoSendsSlowlyAsItSays() {
        assertThat(number("nginx/limits.conf", "\\nclient_header_timeout (\\d+)s;"))
                .isEqualTo(Integer.parseInt(found(PAGE, "for a head at most (\\d+) seconds")));
        assertThat(number("nginx/limits.conf", "\\nlimit_conn publishing (\\d+);"))
                .isEqualTo(Integer.parseInt(found(PAGE, "for bodies at most (\\d+) at once")));
    }

    /** TopologiesTest gives them to a user, who can work with them. */
    @Test
    void theRightsOnRedisAreThoseThatWereTried() {
        String tried = Project.read("src/test/java/dev/wellspring/cluster/TopologiesTest.java");
        assertThat(rights(Project.block(
                        "docs/operations.md",
                        "ACL SETUSER hub on >secret resetkeys ~{wellspring}:* +eval"
                                + " +evalsha +hmget +hset +xadd +xlen +xrange +xread +xtrim +zadd +zrem")))
                .hasSizeGreaterThan(15)
                .isEqualTo(rights(tried.substring(tried.indexOf("RIGHTS = {"), tried.indexOf("};"))));
    }

    private static Set<String> rights(String text) {
        return RIGHT.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first cells of the table of what Redis can suffer from are the node's own words. */
    @Test
    void theWordsForFailuresOfRedisAreTheNodes() {
        String words = Project.read("src/main/java/dev/wellspring/cluster/RedisFailure.java");
        List<String> failures = PAGE.lines()
                .dropWhile(line -> !line.startsWith("| Redis … |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split(" / ", -1)))
                .map(String::strip)
                .toList();
        assertThat(failures)
                .hasSizeGreaterThan(7)
                .allSatisfy(failure -> assertThat(words).contains(failure));
    }

    private static String defaultOf(String setting) throws NoSuchMethodException {
        return Settings.class
                .getDeclaredMethod(setting)
                .getAnnotation(WithDefault.class)
                .value();
    }

    private static int number(String file, String pattern) {
        return Integer.parseInt(found(Project.read(file), pattern));
    }

    private static String found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("nowhere: " + pattern))
                .group(1);
    }
}
