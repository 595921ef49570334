package dev.wellspring.app;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings as texts, before anything is made of them: whether each is of its type, and whether there is such a
 * setting. What the configuration library would say of them is neither complete nor in an operator's words.
 */
final class WrittenSettings {

    private static final String PREFIX = "wellspring.";
    private static final Set<String> YES = Set.of("true", "yes", "y", "on", "1");
    private static final Set<String> NO = Set.of("false", "no", "n", "off", "0");

    private final SmallRyeConfig config;
    private final Problems problems;

    WrittenSettings(SmallRyeConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    /** Returns what to put in place of values that cannot be read, so that all the others can be looked at too. */
    Map<String, String> check() {
        requireKnownNames();
        Map<String, String> replacements = new HashMap<>();
        for (Method setting : Settings.class.getDeclaredMethods()) {
            if (!setting.getName().equals("keys")) {
                String name = PREFIX + words(setting, '-').toLowerCase(Locale.ROOT);
                Optional<String> wrong = Optional.ofNullable(
                                config.getConfigValue(name).getRawValue())
                        .filter(text -> !isReadable(setting, name, text));
                wrong.ifPresent(text -> {
                    problems.add(variable(setting), text, advice(setting));
                    replacements.put(name, defaultOf(setting));
                });
            }
        }
        return replacements;
    }

    private static String variable(Method setting) {
        return "WELLSPRING_" + words(setting, '_').toUpperCase(Locale.ROOT);
    }

    /** What a text says about yes or no; the library takes everything it does not know for a no. */
    static Optional<Boolean> truth(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return YES.contains(word) ? Optional.of(true) : NO.contains(word) ? Optional.of(false) : Optional.empty();
    }

    private static String words(Method setting, char separator) {
        return setting.getName().replaceAll("([A-Z])", separator + "$1");
    }

    private static String defaultOf(Method setting) {
        WithDefault given = setting.getAnnotation(WithDefault.class);
        return given == null ? "" : given.value();
    }

    private boolean isReadable(Method setting, String name, String text) {
        if (setting.getReturnType() == Optional.class && text.isBlank()) {
            return true; // as if it were not there, which is how a compose file passes on what is not set
        }
        Class<?> type = valueType(setting);
        if (type == boolean.class || type == Boolean.class) {
            return truth(text).isPresent();
        }
        if (Collection.class.isAssignableFrom(type)) {
            return !text.replace(",", "").isBlank();
        }
        try {
            return config.getOptionalValue(name, type).isPresent();
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static String advice(Method setting) {
        Class<?> type = valueType(setting);
        if (type.isEnum()) {
            return "it is "
                    + Stream.of(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" or "))
                    + ".";
        }
        if (type == Duration.class) {
            return "it is a duration such as PT20S, PT10M or P7D.";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "it is true or false.";
        }
        if (type == long.class || type == int.class) {
            return "it is a whole number, at most " + (type == long.class ? Long.MAX_VALUE : Integer.MAX_VALUE) + ".";
        }
        return "it is empty; leave it out, or give it a value.";
    }

    private static Class<?> valueType(Method setting) {
        if (setting.getReturnType() == Optional.class) {
            Type inner = ((ParameterizedType) setting.getGenericReturnType()).getActualTypeArguments()[0];
            return (Class<?>) (inner instanceof ParameterizedType generic ? generic.getRawType() : inner);
        }
        return setting.getReturnType();
    }

    /** The environment is shared with others, and may hold anything; properties are meant for us. */
    private void requireKnownNames() {
        Pattern known = known();
        Set<String> unknown = new TreeSet<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)
                    && !known.matcher(name).matches()
                    && !isOfTheEnvironment(config.getConfigValue(name))) {
                unknown.add(name);
            }
        }
        unknown.forEach(name -> problems.add(name, "there is no such setting."));
    }

    private static boolean isOfTheEnvironment(ConfigValue value) {
        return String.valueOf(value.getConfigSourceName()).startsWith(EnvConfigSource.NAME);
    }

    private static Pattern known() {
        return Pattern.compile("wellspring\\.(" + names(Settings.class) + "|keys\\.(\"[^\"]+\"|[^.\"]+)\\.("
                + names(Settings.Key.class) + "))");
    }

    private static String names(Class<?> settings) {
        return Stream.of(settings.getDeclaredMethods())
                .filter(setting -> !setting.getName().equals("keys"))
                .map(setting -> words(setting, '-').toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("|"));
    }
}
