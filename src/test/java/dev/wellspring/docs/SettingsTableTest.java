package dev.wellspring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wellspring.app.Settings;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTableTest {

    /** A row of the table: name and default, each in backticks; the default is a dash where there is none. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(WELLSPRING_[A-Z_]+(?:<NAME>__[A-Z_]+)?)` \\| (?:`([^`]*)`|–) \\|", Pattern.MULTILINE);

    private static final String NONE = "none";

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md"})
    void the_table_has_every_setting_with_its_default_and_no_other(String file) {
        Map<String, String> written = new TreeMap<>();
        Matcher rows = ROW.matcher(Project.read(file));
        while (rows.find()) {
            String name = rows.group(1);
            assertThat(written).as("settings before %s", name).doesNotContainKey(name);
            written.put(name, rows.group(2) == null ? NONE : rows.group(2));
        }
        assertThat(written).isEqualTo(declared());
    }

    private static Map<String, String> declared() {
        Map<String, String> declared = new TreeMap<>();
        for (Method setting : Settings.class.getDeclaredMethods()) {
            if (setting.getName().equals("keys")) {
                Arrays.stream(Settings.Key.class.getDeclaredMethods())
                        .forEach(key -> declared.put("WELLSPRING_KEYS__<NAME>__" + upper(key), defaultOf(key)));
            } else {
                declared.put("WELLSPRING_" + upper(setting), defaultOf(setting));
            }
        }
        return declared;
    }

    private static String defaultOf(Method setting) {
        WithDefault given = setting.getAnnotation(WithDefault.class);
        return given == null ? NONE : given.value();
    }

    private static String upper(Method setting) {
        return setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }
}
